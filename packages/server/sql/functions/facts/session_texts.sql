-- Returns what a session has from its earliest event, as texts of the kinds from `source` on, in the order of
-- facts.kinds. facts.add_events has the same in its statement.
-- Reads nothing, writes nothing.
create or replace function facts.session_texts(p_began staging.staged_event) returns text[]
language plpgsql immutable parallel safe
as $$
begin
  return (
    select array[
      v.source, v.channel, left(v.referrer, 1000),
      p_began.utm_source, p_began.utm_medium, p_began.utm_campaign, p_began.utm_term, p_began.utm_content,
      p_began.device_type, p_began.browser_name, p_began.operating_system, p_began.language,
      coalesce(p_began.country, facts.country(p_began.timezone)), facts.screen(p_began.screen_resolution)]
    from facts.visit(
      p_began.utm_source, p_began.utm_medium, p_began.click_ids, p_began.referrer_url, p_began.referrer_kind) as v
  );
end;
$$;
