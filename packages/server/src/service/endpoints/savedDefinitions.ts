import { SAVED_ROUTES } from '@onevault/contract';
import type { Definition, DefinitionKind } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { usesPrivate } from '../analytics/savedParts.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, type SchemaName, timestamp } from '../endpoint.ts';
import { isUuid } from '../readPlace.ts';
import { requireOperations } from '../requireOperations.ts';
import { readDefinition } from '../saved/readDefinition.ts';
import { nameTaken, tooManySaved, unknownSaved } from '../saved/savedRefusals.ts';
import { SAVED_TAG } from '../saved/savedTag.ts';
import { toIsPrivate } from '../share.ts';

interface DefinitionRoutes {
  kind: DefinitionKind;
  list: string;
  one: string;
  body: SchemaName;
  reply: SchemaName;
  listReply: SchemaName;
  /** What it is, for the documentation. */
  about: string;
}

const KINDS: readonly DefinitionRoutes[] = [
  {
    kind: 'segment',
    list: SAVED_ROUTES.segments,
    one: SAVED_ROUTES.segment,
    body: 'SegmentBodySchema',
    reply: 'SegmentReplySchema',
    listReply: 'SegmentsReplySchema',
    about: 'A named set of filters, for `segment=<name>`.',
  },
  {
    kind: 'goal',
    list: SAVED_ROUTES.goals,
    one: SAVED_ROUTES.goal,
    body: 'GoalBodySchema',
    reply: 'GoalReplySchema',
    listReply: 'GoalsListReplySchema',
    about: 'An event that passes all of its filters is a conversion.',
  },
  {
    kind: 'funnel',
    list: SAVED_ROUTES.funnels,
    one: SAVED_ROUTES.funnel,
    body: 'FunnelBodySchema',
    reply: 'FunnelDefinitionReplySchema',
    listReply: 'FunnelsReplySchema',
    about: 'Named steps, for `funnel=<name>`.',
  },
];

/** Segments, goals and funnels: list, create, change, delete. */
export function savedDefinitionEndpoints(context: ServiceContext): Endpoint[] {
  return KINDS.flatMap((routes) => toEndpoints(context, routes));
}

function toEndpoints({ engine }: ServiceContext, routes: DefinitionRoutes): Endpoint[] {
  const { kind, list, one, body, reply, listReply, about } = routes;
  const saved = () => requireOperations(engine, 'Analytics').saved;
  const idOf = (params: Record<string, string>) => params[`${kind}_id`] ?? '';
  const find = async (customerId: string, id: string) => {
    const operations = saved();
    return isUuid(id)
      ? (await operations.findDefinitions(customerId, kind)).find((known) => known.id === id)
      : undefined;
  };
  const answer = async (customerId: string, id: string) => {
    const found = await find(customerId, id);
    // Deleted in this moment.
    if (!found) throw unknownSaved(kind);
    return ok({ status: 'success', [kind]: toWire(found), timestamp: timestamp() });
  };
  return [
    {
      method: 'GET',
      path: list,
      access: 'secret',
      isShareable: true,
      doc: {
        tag: SAVED_TAG,
        summary: `The ${kind}s of the customer, by name`,
        description:
          'A share key gets those that name no private property; one that is bound to a segment gets no segments.',
        reply: [listReply],
        errors: [501],
      },
      async handle({ share }, { customerId }) {
        const found = await saved().findDefinitions(customerId, kind);
        const isPrivate = share ? toIsPrivate(await saved().privateProperties(customerId)) : () => false;
        const isHidden = share?.segmentId && kind === 'segment';
        const shown = isHidden ? [] : found.filter((known) => !usesPrivate(known, isPrivate));
        return ok({ status: 'success', [`${kind}s`]: shown.map(toWire), timestamp: timestamp() });
      },
    },
    {
      method: 'POST',
      path: list,
      access: 'secret',
      body: 'event',
      doc: {
        tag: SAVED_TAG,
        summary: `Makes a ${kind}`,
        description: `${about} At most 100, names are unique.`,
        request: [body],
        reply: [reply],
        errors: [409, 501],
      },
      async handle({ body: given }, { customerId }, by) {
        const operations = saved();
        const definition = readDefinition(kind, given, crypto.randomUUID());
        const result = await operations.addDefinition(customerId, definition, by);
        if (result === 'too_many') throw tooManySaved(`100 ${kind}s`);
        if (result === 'name_taken') throw nameTaken(kind);
        return answer(customerId, definition.id);
      },
    },
    {
      method: 'POST',
      path: one,
      access: 'secret',
      body: 'event',
      doc: {
        tag: SAVED_TAG,
        summary: `Changes a ${kind}: what the body leaves out stays`,
        request: [body],
        reply: [reply],
        errors: [404, 409, 501],
      },
      async handle({ params, body: given }, { customerId }, by) {
        const before = await find(customerId, idOf(params));
        if (!before) throw unknownSaved(kind);
        const result = await saved().changeDefinition(customerId, readDefinition(kind, given, before.id, before), by);
        if (result === 'unknown') throw unknownSaved(kind);
        if (result === 'name_taken') throw nameTaken(kind);
        return answer(customerId, before.id);
      },
    },
    {
      method: 'DELETE',
      path: one,
      access: 'secret',
      doc: {
        tag: SAVED_TAG,
        summary: `Deletes a ${kind}`,
        reply: ['SavedDeletedReplySchema'],
        errors: [404, ...(kind === 'funnel' ? [] : [409]), 501],
      },
      async handle({ params }, { customerId }, by) {
        const id = idOf(params);
        const operations = saved();
        const result = isUuid(id) ? await operations.deleteDefinition(customerId, kind, id, by) : 'unknown';
        if (result === 'unknown') throw unknownSaved(kind);
        if (result === 'in_use') throw inUse(kind);
        return ok({ status: 'success', timestamp: timestamp() });
      },
    },
  ];
}

function inUse(kind: DefinitionKind): Refusal {
  const message =
    kind === 'segment'
      ? 'A share key is bound to the segment: revoke the key first'
      : 'A rule of the alerts is about the goal: change or delete the rule first';
  return new Refusal({ status: 409, code: kind === 'segment' ? 'SEGMENT_IN_USE' : 'GOAL_IN_USE', message });
}

function toWire({ kind, id, name, body, created_at, changed_at }: Definition): object {
  return { [`${kind}_id`]: id, name, ...body, created_at, changed_at };
}
