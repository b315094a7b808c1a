-- Generated from packages/contract/pipeline/checks.json. Do not edit: npx pnpm@12.21.0 run generate
-- Lists the checks, in the order in which validation_errors lists failed ones.
-- Reads nothing, writes nothing.
create or replace function staging.check_rules()
returns table (place integer, rule text, pointer text, message text, weight numeric, status text)
language sql immutable parallel safe
begin atomic
  values
    (1, 'event_type_blank', '/event_type', 'event_type is blank', 0, 'INVALID'),
    (2, 'event_type_too_long', '/event_type', 'event_type is longer than 200 characters', 0, 'INVALID'),
    (3, 'page_url_too_long', '/page_url', 'page_url is longer than 100000 characters', 0, 'INVALID'),
    (4, 'page_url_missing', '/page_url', 'page_url is empty', 0.2, 'VALID'),
    (5, 'page_url_scheme', '/page_url', 'page_url is neither http(s) nor a path', 0.2, 'SUSPICIOUS'),
    (6, 'session_missing', '/event_data/session_id', 'no session_id', 0.1, 'VALID'),
    (7, 'session_unusable', '/event_data/session_id', 'session_id is not text of 1 to 128 characters', 0.1, 'SUSPICIOUS'),
    (8, 'visitor_missing', '/event_data/visitor_id', 'no visitor_id', 0.1, 'VALID'),
    (9, 'visitor_unusable', '/event_data/visitor_id', 'visitor_id is not text of 1 to 128 characters', 0.1, 'SUSPICIOUS'),
    (10, 'timestamp_missing', '/event_data/timestamp', 'no timestamp', 0.05, 'VALID'),
    (11, 'timestamp_unreadable', '/event_data/timestamp', 'timestamp is not ISO 8601 with a zone', 0.1, 'SUSPICIOUS'),
    (12, 'clock_implausible', '/event_data/timestamp', 'timestamp is not within 30 days before and 5 minutes after arrival', 0.1, 'SUSPICIOUS'),
    (13, 'scroll_depth_range', '/event_data/scroll_depth', 'scroll_depth is not a number from 0 to 100', 0.05, 'SUSPICIOUS'),
    (14, 'time_on_page_range', '/event_data/time_on_page', 'time_on_page is not a number from 0 to 604800', 0.05, 'SUSPICIOUS'),
    (15, 'items_over_limit', '/event_data/items', 'only the first 100 items are read', 0, 'VALID'),
    (16, 'agent_missing', '', 'no user agent', 0.05, 'VALID'),
    (17, 'bot', '', 'the user agent is a known bot', 0.3, 'SUSPICIOUS');
end;
