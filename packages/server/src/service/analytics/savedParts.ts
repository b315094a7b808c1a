import type { AnalyticsFilter, Definition, GoalParts, Saved } from '../../engine/port.ts';
import { refuseQuery } from '../readQuery.ts';
import type { FunnelParts, GoalParts as GoalBody, SegmentParts } from '../saved/readDefinition.ts';
import { findProperty, type Share, shareKeyLimit, toIsPrivate } from '../share.ts';
import { MAX_FILTERS, readFilters } from './readFilter.ts';

/** The saved things that a question names, as the key may see them. */
export interface SavedParts {
  /** The filters of `segment`, and those of a share key's own. Throws a `Refusal` (422) for an unknown name. */
  segmentFilters(name: string | null): AnalyticsFilter[];
  /** Filters or steps, in which `goal:is:<name>` stands for the filters of a goal. `parameter`: for the message. */
  readFilters(texts: readonly string[], parameter?: string): AnalyticsFilter[][];
  goals(): GoalParts[];
  funnel(name: string): FunnelParts;
}

const GOAL = /^goal:is:(.+)$/s;

/**
 * Reads the saved things of a customer, if a question can need them. A share key knows only what names no private
 * property, besides its own segment: otherwise it could ask about one by the name of a segment.
 */
export async function findSavedParts(
  saved: Saved,
  customerId: string,
  share: Share | undefined,
  isNeeded: boolean,
): Promise<SavedParts & { isPrivate: (property: string) => boolean }> {
  const all = isNeeded || share ? await saved.findDefinitions(customerId) : [];
  const isPrivate = share ? toIsPrivate(await saved.privateProperties(customerId)) : () => false;
  const known = all.filter((one) => !usesPrivate(one, isPrivate));
  const find = <Body>(kind: Definition['kind'], name: string, parameter: string): Body => {
    const found = known.find((one) => one.kind === kind && one.name === name);
    if (!found) throw refuseQuery(parameter, `There is no ${kind} of the name ${shorten(name)}`, 'value_error');
    return found.body as Body;
  };
  const own = share?.segmentId ? all.find(({ kind, id }) => kind === 'segment' && id === share.segmentId) : undefined;
  // Never without it: then the key would see everything.
  if (share?.segmentId && !own) throw shareKeyLimit('The segment of this key is gone');

  return {
    isPrivate,
    segmentFilters(name) {
      const bodies = [
        ...(name === null ? [] : [find<SegmentParts>('segment', name, 'segment')]),
        ...(own ? [own.body as SegmentParts] : []),
      ];
      return bodies.flatMap(({ filters }) => readFilters(filters, 'segment'));
    },
    readFilters(texts, parameter = 'filter') {
      if (texts.length > MAX_FILTERS) readFilters(texts, parameter);
      return texts.map((text) => {
        const name = GOAL.exec(text)?.[1];
        if (name === undefined) {
          if (text.startsWith('goal:')) throw refuseQuery(parameter, 'A goal should be goal:is:<name>', 'value_error');
          return readFilters([text], parameter);
        }
        return readFilters(find<GoalBody>('goal', name, parameter).filters, parameter);
      });
    },
    goals: () =>
      known
        .filter(({ kind }) => kind === 'goal')
        .map(({ name, body }) => {
          const { filters, revenue } = body as GoalBody;
          return { name, filters: readFilters(filters, 'goal'), revenue };
        }),
    funnel: (name) => find<FunnelParts>('funnel', name, 'funnel'),
  };
}

/** Whether a query names a saved thing. */
export function namesSaved(query: URLSearchParams): boolean {
  return (
    query.has('segment') ||
    query.has('funnel') ||
    [...query.getAll('filter'), ...query.getAll('step')].some((text) => GOAL.test(text))
  );
}

/** Whether one of its filters, or what a conversion is worth, is about a private property. */
export function usesPrivate({ body }: Pick<Definition, 'body'>, isPrivate: (property: string) => boolean): boolean {
  const { filters = [], steps = [], revenue } = body as Partial<SegmentParts & GoalBody & FunnelParts>;
  const texts = [...filters, ...steps.flatMap((step) => step.filters)];
  if (revenue && 'property' in revenue && isPrivate(revenue.property)) return true;
  return (
    findProperty(
      // One by one, because a list of filters has a limit.
      texts.map((text) => readFilters([text])),
      isPrivate,
    ) !== undefined
  );
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
