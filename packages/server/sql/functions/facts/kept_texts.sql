-- Returns those of the given keys of texts that facts still use. Looks at the newest facts first, because they use nearly
-- all of the keys that stay; the rest takes one scan of all facts of the tenant.
-- Reads facts, writes nothing.
create or replace function facts.kept_texts(p_tenant_hk bytea, p_keys bigint[]) returns bigint[]
language plpgsql stable
as $$
declare
  v_kept bigint[];
  v_left bigint[] := p_keys;
  v_newest integer := 5000;             -- then all
begin
  for v_round in 1..2 loop
    select coalesce(v_kept, '{}') || coalesce(array_agg(distinct used.text_key), '{}') into v_kept
      from (
        select unnest(array[e.type_key, e.page_key, e.host_key] || e.item_keys) as text_key
        from (
          select x.type_key, x.page_key, x.host_key, x.item_keys
          from facts.events as x
          where x.tenant_hk = p_tenant_hk
            and (v_newest is not null or x.page_key = any (v_left) or x.type_key = any (v_left) or x.host_key = any (v_left)
              or x.item_keys && v_left)
          order by case when v_newest is not null then x.event_at end desc
          limit v_newest
        ) as e
        union all
        select unnest(array[
          s.entry_key, s.exit_key, s.source_key, s.channel_key, s.referrer_key, s.utm_source_key, s.utm_medium_key,
          s.utm_campaign_key, s.utm_term_key, s.utm_content_key, s.device_key, s.browser_key, s.os_key,
          s.language_key, s.country_key, s.screen_key])
        from (
          select x.* from facts.sessions as x
          where x.tenant_hk = p_tenant_hk
            and (v_newest is not null or array[
              x.entry_key, x.exit_key, x.source_key, x.channel_key, x.referrer_key, x.utm_source_key, x.utm_medium_key,
              x.utm_campaign_key, x.utm_term_key, x.utm_content_key, x.device_key, x.browser_key, x.os_key,
              x.language_key, x.country_key, x.screen_key] && v_left)
          order by case when v_newest is not null then x.started_at end desc
          limit v_newest
        ) as s
      ) as used
      where used.text_key = any (v_left);
    v_left := array(select unnest(v_left) except select unnest(v_kept));
    exit when v_left = '{}';
    v_newest := null;
  end loop;
  return v_kept;
end;
$$;
