-- Why: an agent's connections may be bound to its client certificates, so that its token is worth nothing over another's.

-- SHA-256 of each certificate (DER), hexadecimal. None: the agent is asked for none. More than one: while it is renewed.
ALTER TABLE agent ADD COLUMN client_certificates text[] NOT NULL DEFAULT '{}'
  CHECK (cardinality(client_certificates) <= 5 AND array_position(client_certificates, NULL) IS NULL);
GRANT UPDATE (client_certificates) ON agent TO vahid_hub;
