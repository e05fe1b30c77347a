CREATE TABLE tenant (
    id           text        PRIMARY KEY,
    default_from text,
    created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE template (
    tenant     text        NOT NULL,
    id         text        NOT NULL,
    newest     integer     NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, id)
);
COMMENT ON COLUMN template.newest IS 'number of the newest published version';

CREATE TABLE template_version (
    tenant     text        NOT NULL,
    id         text        NOT NULL,
    version    integer     NOT NULL,
    locale     text        NOT NULL,
    subject    text        NOT NULL,
    html       text,
    text       text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, id, version, locale),
    FOREIGN KEY (tenant, id) REFERENCES template (tenant, id)
);
COMMENT ON TABLE template_version IS 'Immutable. The empty locale is the default one.';

CREATE FUNCTION template_version_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a template version is never changed: publish a new one';
END $$;
CREATE TRIGGER template_version_is_immutable BEFORE UPDATE ON template_version
    FOR EACH ROW EXECUTE FUNCTION template_version_is_immutable();

CREATE TABLE step_execution (
    tenant     text        NOT NULL,
    id         text        NOT NULL,
    state      text        NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, id)
);
