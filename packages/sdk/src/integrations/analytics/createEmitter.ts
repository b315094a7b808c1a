import { guard } from '../../browser/guard.ts';

export type Listener = (...args: unknown[]) => void;

/** Calls listeners by name. An error of one affects nobody. */
export interface Emitter {
  on(name: string, listener: Listener, isOnce?: boolean): void;
  /** One listener, or all of a name. */
  off(name: string, listener?: Listener): void;
  emit(name: string, ...args: unknown[]): void;
}

export function createEmitter(): Emitter {
  let rows: [name: string, listener: Listener, isOnce: boolean][] = [];
  const off: Emitter['off'] = (name, listener) => {
    rows = rows.filter(([one, known]) => one !== name || (listener && known !== listener));
  };
  return {
    on(name, listener, isOnce = false) {
      rows = [...rows, [name, listener, isOnce]];
    },
    off,
    emit(name, ...args) {
      for (const [one, listener, isOnce] of rows) {
        if (one !== name) continue;
        if (isOnce) off(name, listener);
        guard(listener)(...args);
      }
    },
  };
}
