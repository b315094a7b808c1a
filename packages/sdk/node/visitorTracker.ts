import type { Track } from '../src/capture/createIntake.ts';
import { toDraft } from '../src/capture/toDraft.ts';
import type { EventData, EventProperties, TrackResult } from '../src/events.ts';
import type { AnyEvents } from '../src/plan.ts';
import { EventMethods } from './eventMethods.ts';

/** Tracks for one visitor: what `forVisitor` returns. It costs nothing; make one for each request. */
export class VisitorTracker<Plan extends object = AnyEvents> extends EventMethods<Plan> {
  private readonly _identity: EventData;

  /** `identity` is that of the events, and changes with `identify` and `group`. */
  constructor(track: Track, identity: EventData) {
    super(track);
    this._identity = identity;
  }

  /**
   * Sets the user of the later events of this object, and tracks `identify` with the traits. Use an opaque id, never an
   * e-mail address: ids and traits are stored as they are.
   *
   * @example visitor.identify('user-7', { plan: 'pro' });
   */
  identify(userId: string, traits?: EventProperties): Promise<TrackResult> {
    return this._remember({ user_id: userId }, 'identify', { traits });
  }

  /**
   * Sets the company or team of the later events of this object, and tracks `group` with the traits.
   *
   * @example visitor.group('acme', { seats: 12 });
   */
  group(groupId: string, traits?: EventProperties): Promise<TrackResult> {
    return this._remember({ group_id: groupId }, 'group', { traits });
  }

  /**
   * States that two ids are one person, for example after a user was renamed. Tracks `alias` with `user_id` and
   * `previous_id`, by default the known user id, else the visitor's.
   *
   * @example visitor.alias('user-7', 'lead-3');
   */
  alias(userId: string, previousId?: string): Promise<TrackResult> {
    const { user_id, visitor_id } = this._identity;
    return this._remember({ user_id: userId }, 'alias', { previous_id: previousId || user_id || visitor_id });
  }

  private _remember(who: EventData, type: string, data: EventData): Promise<TrackResult> {
    for (const [name, id] of Object.entries(who)) if (typeof id === 'string' && id) this._identity[name] = id;
    return this._track(toDraft, type, { ...who, ...data });
  }
}
