import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import type * as alerts from './alerts.ts';
import * as schemas from './schemas.ts';
import type { TrackingChecksReply } from './trackingChecks.ts';
import type * as wire from './wire.ts';

/** `true`, or a compile error that shows the difference. */
type Fits<T, U> = T extends U ? true : { given: T; wanted: U };

// The compiler is the test: a reply of the schema's type must be assignable to the documented type, and the reverse.
const fits: [
  Fits<Static<typeof schemas.SettledReplySchema>, wire.SettledReply>,
  Fits<Static<typeof schemas.ProcessReplySchema>, wire.ProcessReply>,
  Fits<Static<typeof schemas.CustomerConfigReplySchema>, wire.CustomerConfigReply>,
  Fits<Static<typeof schemas.StatusReplySchema>, wire.StatusReply>,
  Fits<Static<typeof schemas.DashboardReplySchema>, wire.DashboardReply>,
  Fits<Static<typeof schemas.EventReplySchema>, wire.EventReply>,
  Fits<Static<typeof schemas.StreamEventSchema>, wire.StreamEvent>,
  Fits<wire.StreamEvent, Static<typeof schemas.StreamEventSchema>>,
  Fits<Static<typeof schemas.TrackReplySchema>, wire.TrackReply>,
  Fits<Static<typeof schemas.LedgerReplySchema>, wire.LedgerReply>,
  Fits<wire.LedgerReply, Static<typeof schemas.LedgerReplySchema>>,
  Fits<Static<typeof schemas.LatenessReplySchema>, wire.LatenessReply>,
  Fits<wire.LatenessReply, Static<typeof schemas.LatenessReplySchema>>,
  Fits<Static<typeof schemas.AuditReplySchema>, wire.AuditReply>,
  Fits<wire.AuditReply, Static<typeof schemas.AuditReplySchema>>,
  Fits<wire.ReplayReply, Static<typeof schemas.ReplayReplySchema>>,
  Fits<wire.ReplayBody, Static<typeof schemas.ReplayBodySchema>>,
  Fits<wire.SettledReply, Static<typeof schemas.SettledReplySchema>>,
  Fits<wire.ProcessReply, Static<typeof schemas.ProcessReplySchema>>,
  Fits<wire.CustomerConfigReply, Static<typeof schemas.CustomerConfigReplySchema>>,
  Fits<wire.StatusReply, Static<typeof schemas.StatusReplySchema>>,
  Fits<wire.DashboardReply, Static<typeof schemas.DashboardReplySchema>>,
  Fits<wire.EventReply, Static<typeof schemas.EventReplySchema>>,
  Fits<wire.TrackReply, Static<typeof schemas.TrackReplySchema>>,
  Fits<wire.BatchReply, Static<typeof schemas.BatchReplySchema>>,
  Fits<wire.ErrorReply, Static<typeof schemas.ErrorReplySchema>>,
  Fits<alerts.AlertRulesReply, Static<typeof schemas.AlertRulesReplySchema>>,
  Fits<Static<typeof schemas.AlertRulesReplySchema>, alerts.AlertRulesReply>,
  Fits<alerts.AlertRuleReply, Static<typeof schemas.AlertRuleReplySchema>>,
  Fits<Static<typeof schemas.AlertRuleReplySchema>, alerts.AlertRuleReply>,
  Fits<alerts.AlertRuleBody, Static<typeof schemas.AlertRuleBodySchema>>,
  Fits<Static<typeof schemas.AlertRuleBodySchema>, alerts.AlertRuleBody>,
  Fits<alerts.AlertFiringsReply, Static<typeof schemas.AlertFiringsReplySchema>>,
  Fits<Static<typeof schemas.AlertFiringsReplySchema>, alerts.AlertFiringsReply>,
  Fits<alerts.AlertFiringReply, Static<typeof schemas.AlertFiringReplySchema>>,
  Fits<Static<typeof schemas.AlertFiringReplySchema>, alerts.AlertFiringReply>,
  Fits<alerts.AlertDestinationsReply, Static<typeof schemas.AlertDestinationsReplySchema>>,
  Fits<Static<typeof schemas.AlertDestinationsReplySchema>, alerts.AlertDestinationsReply>,
  Fits<alerts.AlertDestinationReply, Static<typeof schemas.AlertDestinationReplySchema>>,
  Fits<Static<typeof schemas.AlertDestinationReplySchema>, alerts.AlertDestinationReply>,
  Fits<alerts.AlertDestinationBody, Static<typeof schemas.AlertDestinationBodySchema>>,
  Fits<Static<typeof schemas.AlertDestinationBodySchema>, alerts.AlertDestinationBody>,
  Fits<alerts.AlertDeliveriesReply, Static<typeof schemas.AlertDeliveriesReplySchema>>,
  Fits<Static<typeof schemas.AlertDeliveriesReplySchema>, alerts.AlertDeliveriesReply>,
  Fits<alerts.AlertTestReply, Static<typeof schemas.AlertTestReplySchema>>,
  Fits<Static<typeof schemas.AlertTestReplySchema>, alerts.AlertTestReply>,
  Fits<alerts.AlertDeletedReply, Static<typeof schemas.AlertDeletedReplySchema>>,
  Fits<Static<typeof schemas.AlertDeletedReplySchema>, alerts.AlertDeletedReply>,
  Fits<TrackingChecksReply, Static<typeof schemas.TrackingChecksReplySchema>>,
  Fits<Static<typeof schemas.TrackingChecksReplySchema>, TrackingChecksReply>,
] = [
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
];

test('schemas and types describe the same', () => {
  expect(fits.every(Boolean)).toBe(true);
});

describe('a track body', () => {
  const body = Compile(schemas.TrackBodySchema);

  test.each([[{}], [{ event_type: 'x', extra: 1 }], [{ event_id: 'evt_a-B_9', page_url: '', event_data: {} }]])(
    'admits %j',
    (value) => {
      expect(body.Check(value)).toBe(true);
    },
  );

  test.each([
    [{ event_id: 'abc' }],
    [{ event_id: `evt_${'a'.repeat(65)}` }],
    [{ event_type: '' }],
    [{ event_type: null }],
    [{ page_url: 5 }],
    [{ event_data: 'x' }],
    [[]],
  ])('refuses %j', (value) => {
    expect(body.Check(value)).toBe(false);
  });
});
