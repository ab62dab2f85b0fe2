-- The database defends itself against everybody but those who can switch triggers off.
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON tally.events
  FOR EACH ROW EXECUTE FUNCTION tally.refuse_event_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON tally.ledger
  FOR EACH ROW EXECUTE FUNCTION tally.refuse_ledger_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON tally.checkpoints
  FOR EACH ROW EXECUTE FUNCTION tally.refuse_any_change();

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON tally.events
  FOR EACH STATEMENT EXECUTE FUNCTION tally.refuse_any_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON tally.ledger
  FOR EACH STATEMENT EXECUTE FUNCTION tally.refuse_any_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON tally.checkpoints
  FOR EACH STATEMENT EXECUTE FUNCTION tally.refuse_any_change();

-- Also in a session that replays somebody else's changes.
ALTER TABLE tally.events ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE tally.events ENABLE ALWAYS TRIGGER refuse_truncate;
ALTER TABLE tally.ledger ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE tally.ledger ENABLE ALWAYS TRIGGER refuse_truncate;
ALTER TABLE tally.checkpoints ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE tally.checkpoints ENABLE ALWAYS TRIGGER refuse_truncate;
