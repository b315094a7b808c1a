import { readText } from '../browser/readText.ts';

/** The moment of a call that the page made before the tracker came. */
export interface Moment {
  _url: string;
  /** Empty if the page had none yet. */
  _title: string;
  /** ISO 8601 UTC. */
  _time: string;
}

let current: Moment | undefined;

/** The moment for which a call is made again; undefined: now. */
export const readMoment = (): Moment | undefined => current;

/** Makes a call as of an earlier moment: its events have the page's address, title and time of then. */
export function callAt(moment: Moment, call: () => void): void {
  current = moment;
  try {
    call();
  } finally {
    current = undefined;
  }
}

/** The title of a moment; without one, the page's own. A title that came later belongs to that address only if it is still the same. */
export function readTitle(moment?: Moment): string {
  return moment && (moment._title || moment._url !== location.href) ? moment._title : readText(document, 'title');
}
