import type { EventData } from '../../events.ts';
import { isPlain } from '../commerce/removePersonal.ts';

/** What one push to a data layer says. */
export type Pushed =
  | { kind: 'event'; name: string; data: EventData }
  | { kind: 'consent'; mode: string; storage: unknown }
  /** What later events refer to; null: nothing any more. */
  | { kind: 'ecommerce'; ecommerce: unknown };

/** Of Tag Manager itself. */
const OWN = /^(event|ecommerce|eventCallback|eventTimeout|send_to|event_callback|event_timeout|gtm\..*)$/;

/**
 * Reads a push of Tag Manager (`{ event, ecommerce }`) or of gtag (`event`, name, parameters; `consent`, mode, values).
 * `ecommerce` is that of an earlier push, which an event without one of its own refers to.
 */
export function readPush(pushed: unknown, ecommerce: unknown): Pushed | undefined {
  // gtag pushes its `arguments`, which are no list.
  if (Object.prototype.toString.call(pushed) === '[object Arguments]' || Array.isArray(pushed)) {
    const [command, name, parameters] = Array.from(pushed as ArrayLike<unknown>);
    if (command === 'event' && typeof name === 'string') return { kind: 'event', name, data: toData(parameters, null) };
    if (command === 'consent' && isPlain(parameters))
      return { kind: 'consent', mode: `${name}`, storage: parameters.analytics_storage };
    return undefined;
  }
  if (!isPlain(pushed)) return undefined;
  const { event } = pushed;
  if (typeof event === 'string')
    return { kind: 'event', name: event, data: toData(pushed, 'ecommerce' in pushed ? pushed.ecommerce : ecommerce) };
  return 'ecommerce' in pushed ? { kind: 'ecommerce', ecommerce: pushed.ecommerce } : undefined;
}

function toData(parameters: unknown, ecommerce: unknown): EventData {
  const data: EventData = isPlain(ecommerce) ? { ...ecommerce } : {};
  if (isPlain(parameters))
    for (const name of Object.keys(parameters)) if (!OWN.test(name)) data[name] = parameters[name];
  return data;
}
