import { now } from '../browser/now.ts';
import { SafePromise } from '../browser/SafePromise.ts';
import { serialize } from '../browser/serialize.ts';
import { toMessage } from '../browser/toMessage.ts';
import type { Consent } from '../config.ts';
import { type Answer, type Draft, type DropReason, type TrackFailure, type TrackResult, toFailure } from '../events.ts';

/** Captures an event and resolves with its result. Never rejects. */
export type Track = <T extends unknown[]>(capture: (...args: T) => Draft, ...args: T) => Promise<TrackResult>;

export interface IntakeParts {
  /** Sees every draft before any decision. */
  _see(draft: Draft): void;
  _isOverLimit(): boolean;
  _gate: { _ask(): Consent; _hold(settle: (isGranted: boolean) => void): boolean };
  /** The next stage: takes the event, or returns the reason why not. */
  _pass(draft: Draft, answer: Answer): DropReason | undefined;
  /** Counts a refused event, and makes its answer. */
  _refuse(draft: Draft | undefined, reason: DropReason, error?: string): TrackFailure;
}

/** The entry of all events: each is passed on, held until the visitor decides, or refused with a reason. */
export function createIntake({ _see, _isOverLimit, _gate, _pass, _refuse }: IntakeParts): Track {
  return (capture, ...args) =>
    new SafePromise((answer) => {
      let draft: Draft | undefined;
      const settle = (decide: () => DropReason | undefined): void => {
        try {
          const reason = decide();
          if (reason) answer(_refuse(draft, reason));
        } catch (error) {
          // A cycle, a bigint, a getter that throws: a mistake of the caller, which must not throw into the page.
          answer(_refuse(draft, 'unserializable', toMessage(error)));
        }
      };
      settle(() => {
        const captured = capture(...args);
        draft = captured;
        if (!captured._type) return 'invalid';
        _see(captured);
        const consent = _gate._ask();
        if (consent === 'denied') return 'consent';
        if (_isOverLimit()) return 'rate_limited';
        if (consent === 'granted') return _pass(captured, answer);
        const { _data } = captured;
        // A copy: later changes by the page have no effect.
        const kept = { ...captured, _data: JSON.parse(serialize({ timestamp: now(), ..._data })) };
        const isHeld = _gate._hold((isGranted) => settle(() => (isGranted ? _pass(kept, answer) : 'consent')));
        if (!isHeld) return 'overflow';
        answer(toFailure({ _id: '', _data }, 'Consent pending', { queued: true }));
        return undefined;
      });
    });
}
