import type { Row } from './createHistory.ts';

/** A part of the panel. */
export interface View {
  root: HTMLElement;
  /** Shows what is now. Called at each change, at most once a frame, and once a second. */
  update(changed: readonly Row[]): void;
  /** Ends what it has started. */
  stop?(): void;
}
