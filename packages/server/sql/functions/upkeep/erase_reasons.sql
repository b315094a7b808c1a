-- Removes a person's ids from the reasons of set-aside events that stay: PostgreSQL quotes a wrong value in its
-- message. Returns the number of rows per table.
-- Writes raw and staging. Safe to repeat.
create or replace function upkeep.erase_reasons(p_tenant_hk bytea, p_ids text[]) returns jsonb
language plpgsql
as $$
declare
  v_id text;
  v_rows integer;
  v_raw integer := 0;
  v_staging integer := 0;
begin
  foreach v_id in array p_ids loop
    update raw.set_aside as f
      set error_message = replace(f.error_message, '"' || v_id || '"', '"…"')
      where f.tenant_hk = p_tenant_hk and strpos(f.error_message, '"' || v_id || '"') > 0;
    get diagnostics v_rows = row_count;
    v_raw := v_raw + v_rows;
    update staging.site_tracking_events_s as s
      set error_message = replace(s.error_message, '"' || v_id || '"', '"…"')
      where s.tenant_hk = p_tenant_hk and s.business_status in ('ERROR', 'REJECTED')
        and strpos(s.error_message, '"' || v_id || '"') > 0;
    get diagnostics v_rows = row_count;
    v_staging := v_staging + v_rows;
  end loop;
  return jsonb_build_object(
    'raw.site_tracking_events_r (reason)', v_raw, 'staging.site_tracking_events_s (reason)', v_staging);
end;
$$;
