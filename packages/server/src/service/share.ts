import { Refusal } from '../ingest/refusal.ts';

/** What a share key may see. */
export interface Share {
  /** Its segment, which is always joined; null for everything. */
  segmentId: string | null;
}

const PROPERTY = 'prop.';
/** Fields whose text is a value or an id, never the name of a dimension. */
const VALUES = ['values', 'value', 'id'];

/**
 * Throws a `Refusal` (403) if a question, or a part of one, names a private property. It looks into every field, so that
 * a new question cannot forget to ask; all but values.
 */
export function refusePrivateProperties(part: unknown, isPrivate: (property: string) => boolean): void {
  const property = findProperty(part, isPrivate);
  if (property !== undefined) throw shareKeyLimit(`The property ${JSON.stringify(property)} is private`);
}

/** The first private property that a question, or a part of one, names. */
export function findProperty(part: unknown, isPrivate: (property: string) => boolean): string | undefined {
  if (typeof part === 'string') {
    const name = part.startsWith(PROPERTY) ? part.slice(PROPERTY.length) : undefined;
    return name !== undefined && isPrivate(name) ? name : undefined;
  }
  if (typeof part !== 'object' || part === null) return undefined;
  for (const [field, value] of Object.entries(part)) {
    const found = VALUES.includes(field) ? undefined : findProperty(value, isPrivate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a property is in the customer's list; `*` is every property. */
export function toIsPrivate(list: readonly string[]): (property: string) => boolean {
  return (property) => list.includes('*') || list.includes(property);
}

export function shareKeyLimit(reason: string): Refusal {
  return new Refusal({
    status: 403,
    code: 'SHARE_KEY_LIMIT',
    message: `${reason}: a share key only asks questions of analytics that show no single visitor`,
  });
}
