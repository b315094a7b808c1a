/** Types only: a tracking plan narrows the arguments of the tracking methods. Adds no byte to a page. */
import type { EventContext } from '@onevault/contract';
import type { EventInput, EventProperties } from './events.ts';

/** Without a plan any event may have any properties. */
export type AnyEvents = Record<string, EventProperties>;

/** Names of a plan's events. */
export type EventType<Plan> = keyof Plan & string;

/** Context properties that every event may have besides its own. */
type Context = Omit<EventContext, 'seq' | 'sent_at' | 'tab_id'> & { user_id?: string };

/** An object without properties: assignable where none is required. */
type Nothing = Record<never, never>;

/** The data of one event; optional if none of its properties is required. */
export type DataOf<Plan, Type extends EventType<Plan>> = Nothing extends Plan[Type]
  ? [eventData?: Plan[Type] & Context]
  : [eventData: Plan[Type] & Context];

/** One event as an object. */
export type PlannedInput<Plan> = string extends keyof Plan
  ? EventInput
  : {
      [Type in EventType<Plan>]: Omit<EventInput, 'event_type' | 'event_data'> & { event_type: Type } & Data<
          Plan[Type]
        >;
    }[EventType<Plan>];

type Data<Properties> = Nothing extends Properties
  ? { event_data?: Properties & Context }
  : { event_data: Properties & Context };
