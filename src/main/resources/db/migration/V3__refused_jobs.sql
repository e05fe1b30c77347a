CREATE TABLE refused_job (
    id         uuid        PRIMARY KEY,
    queue      text        NOT NULL,
    job_id     text        NOT NULL,
    class      text        NOT NULL,
    code       text        NOT NULL,
    reason     text        NOT NULL,
    refused_at timestamptz NOT NULL
);
COMMENT ON TABLE refused_job IS 'Jobs that could not be read, so that no message was made of them. The id is a UUIDv7.';
CREATE INDEX refused_job_by_job ON refused_job (queue, job_id);
