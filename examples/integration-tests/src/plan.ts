import { definePlan, type PlanOf } from '@onevault/mock-server/plan';

/** The events of this application: they type the tracker, and the mock server refuses events that break the plan. */
export const plan = definePlan({
  appointment_booked: {
    type: 'object',
    description: 'Somebody has an appointment.',
    properties: { service: { type: 'string' }, value: { type: 'number', minimum: 0 } },
    required: ['service', 'value'],
  },
});

export type Plan = PlanOf<typeof plan>;
