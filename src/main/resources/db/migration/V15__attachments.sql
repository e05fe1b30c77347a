-- Attachments, so that a message can be sent again when its job is lost. Only requests that have some write here.
CREATE TABLE attachment (
    hash    uuid  PRIMARY KEY,
    base64  text  NOT NULL,
    used_on date  NOT NULL
);
ALTER TABLE attachment ALTER COLUMN base64 SET STORAGE EXTERNAL;
COMMENT ON TABLE attachment IS
    'Base64 texts of attachments, stored once; hash = first 16 bytes of their SHA-256. Names stand in message.request.';
COMMENT ON COLUMN attachment.used_on IS 'last day on which a message may have been made with it';
