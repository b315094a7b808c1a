import {
  ALERT_ROUTES,
  type AlertDeletedReply,
  type AlertDestinationReply,
  type AlertDestinationsReply,
  type AlertTestReply,
} from '@onevault/contract';
import { Refusal } from '../../ingest/refusal.ts';
import { ALERT_TAG } from '../alerts/alertTag.ts';
import { readAlertDestination } from '../alerts/readAlertDestination.ts';
import { requireAlerts } from '../alerts/requireAlerts.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { isUuid } from '../readPlace.ts';
import { tooMany } from './alertRules.ts';

/** Where alerts go: list, create, delete, test. */
export function alertDestinationEndpoints({ engine }: ServiceContext): Endpoint[] {
  return [
    {
      method: 'GET',
      path: ALERT_ROUTES.destinations,
      access: 'secret',
      doc: {
        tag: ALERT_TAG,
        summary: 'Where the alerts of the customer go, without secrets',
        reply: ['AlertDestinationsReplySchema'],
        errors: [501],
      },
      async handle(_call, { customerId }) {
        const destinations = await requireAlerts(engine).findDestinations(customerId);
        return ok({ status: 'success', destinations, timestamp: timestamp() } satisfies AlertDestinationsReply);
      },
    },
    {
      method: 'POST',
      path: ALERT_ROUTES.destinations,
      access: 'secret',
      body: 'event',
      doc: {
        tag: ALERT_TAG,
        summary: 'Adds a webhook or an e-mail address',
        description:
          'The answer has the `secret` that signs a webhook (Standard Webhooks). No other answer has it. At most 20.',
        request: ['AlertDestinationBodySchema'],
        reply: ['AlertDestinationReplySchema'],
        errors: [409, 501],
      },
      async handle({ body }, { customerId }, by) {
        const alerts = requireAlerts(engine);
        const destination = readAlertDestination(body);
        const { destinationId, secret } = destination;
        if ((await alerts.addDestination(customerId, destination, by)) === 'too_many') {
          throw tooMany('A customer can have 20 destinations');
        }
        return ok({
          status: 'success',
          destination_id: destinationId,
          ...(secret !== null && { secret }),
          timestamp: timestamp(),
        } satisfies AlertDestinationReply);
      },
    },
    {
      method: 'DELETE',
      path: ALERT_ROUTES.destination,
      access: 'secret',
      doc: {
        tag: ALERT_TAG,
        summary: 'Deletes a destination with its secret and its deliveries',
        description: '409 while a rule or a report names it.',
        reply: ['AlertDeletedReplySchema'],
        errors: [404, 409, 501],
      },
      async handle({ params: { destination_id = '' } }, { customerId }, by) {
        const alerts = requireAlerts(engine);
        const result = isUuid(destination_id) ? await alerts.deleteDestination(customerId, destination_id, by) : null;
        if (result === 'in_use') {
          const message = 'A rule or a report names this destination: change that first';
          throw new Refusal({ status: 409, code: 'DESTINATION_IN_USE', message });
        }
        if (result !== 'deleted') throw unknownDestination();
        return ok({ status: 'success', timestamp: timestamp() } satisfies AlertDeletedReply);
      },
    },
    {
      method: 'POST',
      path: ALERT_ROUTES.test,
      access: 'secret',
      doc: {
        tag: ALERT_TAG,
        summary: 'Sends a test to a destination, within seconds',
        description: 'A worker sends it as it sends an alert. The list of deliveries has the outcome.',
        reply: ['AlertTestReplySchema'],
        errors: [404, 501],
      },
      async handle({ params: { destination_id = '' } }, { customerId }) {
        const alerts = requireAlerts(engine);
        const deliveryId = isUuid(destination_id) ? await alerts.addTestDelivery(customerId, destination_id) : null;
        if (deliveryId === null) throw unknownDestination();
        return ok({ status: 'success', delivery_id: deliveryId, timestamp: timestamp() } satisfies AlertTestReply);
      },
    },
  ];
}

function unknownDestination(): Refusal {
  const message = 'The customer has no destination with this id, or its receiver is gone';
  return new Refusal({ status: 404, code: 'UNKNOWN_DESTINATION', message });
}
