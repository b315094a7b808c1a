import type { Row } from '@onevault/server/internal/engine/sql/connection';
import { createAddressHasher } from '@onevault/server/internal/ingest/hashAddress';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SQL_KINDS } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';

describe.each(SQL_KINDS)('the functions, called without a server (%s)', (kind) => {
  let sql: OpenSql;
  const value = async (text: string): Promise<unknown> =>
    ((await sql.query(`select ${text} as value`))[0] as Row).value;
  beforeAll(async () => {
    sql = await openSql(kind);
    await sql.query(`select auth.ensure_tenant('acme', 'Acme Inc.')`);
    await sql.query(`select auth.ensure_tenant('other')`);
  });
  afterAll(() => sql?.close());

  test('an event passes all layers', async () => {
    expect(await value(`staging.auto_process_if_needed()`)).toMatchObject({
      processed: false,
      message: 'No processing needed - all events up to date',
      total_processed: 0,
    });
    const stored = (await value(
      `api.track_site_event('acme', '203.0.113.7', 'Mozilla/5.0', 'https://acme.example/Shop?utm_source=mail', 'signup', '{"plan": "pro"}')`,
    )) as { event_id: string };
    expect(stored).toMatchObject({ success: true, processing_status: 'pending' });
    expect(stored.event_id).toMatch(/^evt_[0-9a-f]{32}$/);
    expect(await value(`staging.get_pipeline_status()`)).toMatchObject({ raw_pending: 1, business_pending: 1 });
    expect(await value(`staging.get_pipeline_status(auth.tenant_hk('acme'))`)).toMatchObject({ raw_pending: 1 });
    expect(await value(`staging.get_pipeline_status(auth.tenant_hk('other'))`)).toMatchObject({ raw_pending: 0 });

    expect(await value(`staging.auto_process_if_needed()`)).toMatchObject({
      processed: true,
      raw_to_staging_count: 1,
      staging_to_business_count: 1,
      total_success_count: 1,
    });
    expect(
      await sql.query(`select raw_event_type, staging_status, business_status, page_url from staging.pipeline_dashboard
      where tenant_hk = auth.tenant_hk('acme')`),
    ).toEqual([
      {
        raw_event_type: 'signup',
        staging_status: 'PROCESSED',
        business_status: '✅ Complete Pipeline',
        page_url: 'https://acme.example/Shop?utm_source=mail',
      },
    ]);
    expect(await value(`staging.trigger_pipeline_now()`)).toMatchObject({ results: { total_processed: 0 } });
    expect(await value(`staging.process_complete_pipeline(auth.tenant_hk('acme'))`)).toMatchObject({
      total_processed: 0,
    });
  });

  test('the vault has it under the documented keys', async () => {
    expect(
      await sql.query(
        `select
           h.site_page_bk,
           h.site_page_hk = sha256(convert_to(h.site_page_bk || encode(sha256('acme'), 'hex'), 'UTF8')) as keyed,
           d.event_type, d.event_category, d.event_properties
         from business.site_page_h as h
         join business.event_page_l as l on l.tenant_hk = h.tenant_hk and l.site_page_hk = h.site_page_hk
         join business.site_event_details_s as d on d.tenant_hk = h.tenant_hk and d.site_event_hk = l.site_event_hk
         where h.tenant_hk = sha256('acme')`,
      ),
    ).toEqual([
      {
        site_page_bk: 'acme.example/Shop',
        keyed: true,
        event_type: 'signup',
        event_category: 'custom',
        event_properties: { plan: 'pro' },
      },
    ]);
  });

  test('the address is stored hashed, with a salt of the tenant', async () => {
    const track = (customer: string) =>
      sql.query(`select api.track_site_event('${customer}', '203.0.113.9', null, '/', p_event_id => 'evt_address')`);
    await track('acme');
    await track('other');
    const hashes = await sql.query(
      `select encode(client_ip_hash, 'hex') as hash from raw.site_tracking_events_r
       where event_id = 'evt_address' and tenant_hk in (auth.tenant_hk('acme'), auth.tenant_hk('other'))`,
    );
    expect(hashes).toHaveLength(2);
    expect(hashes[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[0]?.hash).not.toBe(hashes[1]?.hash);
    const [row] = await sql.query(
      `select count(*)::int as n from raw.site_tracking_events_r as r where r.tenant_hk = auth.tenant_hk('acme') and r::text like '%203.0.113%'`,
    );
    expect(row).toEqual({ n: 0 });
  });

  test('an address has the same hash as from the server', async () => {
    const tenant = await sql.engine.findCustomer('acme');
    const hashAddress = createAddressHasher();
    for (const [n, address] of ['203.0.113.9', '2001:db8::1', '::ffff:203.0.113.9'].entries()) {
      await sql.query(`select api.track_site_event('acme', $1::inet, null, '/', p_event_id => $2)`, [
        address,
        `evt_ip_${n}`,
      ]);
      const [row] = await sql.query(
        `select encode(client_ip_hash, 'hex') as hash from raw.site_tracking_events_r
         where tenant_hk = auth.tenant_hk('acme') and event_id = $1`,
        [`evt_ip_${n}`],
      );
      expect(row?.hash, address).toBe(await hashAddress(tenant?.ipSalt ?? '', address));
    }
  });

  test('a repeat changes nothing and says so', async () => {
    const track = `api.track_site_event('acme', null, null, '/', p_event_id => 'evt_twice')`;
    expect(await value(track)).toMatchObject({ success: true, event_id: 'evt_twice' });
    expect(await value(track)).toMatchObject({ success: true, event_id: 'evt_twice', duplicate: true });
    const [row] = await sql.query(
      `select count(*)::int as n from raw.site_tracking_events_r where tenant_hk = auth.tenant_hk('acme') and event_id = 'evt_twice'`,
    );
    expect(row).toEqual({ n: 1 });
  });

  test.each([
    [`api.track_site_event('nobody', null, null, '/')`, 'UNKNOWN_CUSTOMER'],
    [`api.track_site_event(null, null, null, '/')`, 'UNKNOWN_CUSTOMER'],
    [`api.track_site_event('acme', null, null, '/', p_event_id => 'x')`, 'INVALID_EVENT'],
    [`api.track_site_event('acme', null, null, '/', 'page_view', '[1]')`, 'INVALID_EVENT'],
  ])('%s fails with an error code', async (call, code) => {
    expect(await value(call)).toMatchObject({ success: false, error_code: code });
  });

  test('nulls mean the defaults', async () => {
    expect(await value(`api.track_site_event('acme', null, null, null, null, null, 'evt_nulls')`)).toMatchObject({
      success: true,
    });
    await sql.query(`select staging.auto_process_if_needed(auth.tenant_hk('acme'))`);
    expect(await sql.engine.findEvent('acme', 'evt_nulls')).toMatchObject({
      event_type: 'page_view',
      page_url: '',
      stage: 'business',
    });
  });

  test('an unknown tenant is an error with a hint', async () => {
    await expect(sql.query(`select staging.process_complete_pipeline('acme')`)).rejects.toThrow('Unknown tenant');
  });
});
