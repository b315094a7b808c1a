import { startTimer } from '../browser/startTimer.ts';
import { element, fill } from '../inspector/element.ts';
import { listTrackers } from '../listTrackers.ts';
import { readPrivacyState } from './readPrivacyState.ts';
import { STORED, texts } from './texts.ts';

/** A consent tool tells the tracker, and nobody else: so the element looks. */
const LOOK_MS = 1_000;

const STYLES = `
:host { display: block; }
:host([hidden]) { display: none; }
[part=status] { display: flex; gap: .6em; align-items: baseline; }
[part=mark] { flex: none; width: .6em; height: .6em; border: .15em solid; border-radius: 50%; }
:host(:is([state=granted], [state=ignored])) [part=mark] { background: currentColor; }
[part=stored] { display: grid; grid-template-columns: minmax(0, auto) minmax(0, 1fr); gap: .2em 1em; margin: .5em 0 0; overflow-wrap: anywhere; }
dt, dd { margin: 0; }
summary { cursor: pointer; }
details { margin-block-start: .5em; }
`;

/**
 * Defines the element `<ov-privacy-status>`, which tells a visitor in plain words whether this browser is tracked: that a
 * privacy signal is honoured, or what consent is given, and what is stored on the device. It changes nothing of that.
 *
 * The attribute `state` has the state: `signal`, `ignored`, `denied`, `pending`, `granted` or `none`. The slot of the same
 * name takes words of your own, `more` those above what is stored. Parts for styles: `status`, `mark`, `text`, `details`,
 * `summary`, `stored`.
 *
 * @param name Another name for the element. Default `ov-privacy-status`.
 * @example
 * import { definePrivacyStatus } from '@onevault/tracker/privacy-status';
 * definePrivacyStatus();
 */
export function definePrivacyStatus(name = 'ov-privacy-status'): void {
  // On a server there is none; and defining a name twice is an error.
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, createClass());
}

/** In a function: where there are no elements, importing must do nothing. */
function createClass(): CustomElementConstructor {
  return class extends HTMLElement {
    private readonly _text = element('slot');
    private readonly _stored = element('dl', { part: 'stored' });
    private readonly _details = element(
      'details',
      { part: 'details', hidden: true },
      element('summary', { part: 'summary' }, element('slot', { name: 'more' }, STORED)),
      this._stored,
    );
    private _said = '';
    private _listed = '';
    private _stop = (): void => {};

    constructor() {
      super();
      const shadow = this.attachShadow({ mode: 'open' });
      try {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLES);
        shadow.adoptedStyleSheets = [sheet];
      } catch {
        // Older browsers show it without styles.
      }
      fill(
        shadow,
        element(
          'div',
          { part: 'status', role: 'status' },
          element('span', { part: 'mark', 'aria-hidden': 'true' }),
          element('span', { part: 'text' }, this._text),
        ),
        this._details,
      );
    }

    connectedCallback(): void {
      // Opening its details is nothing to track.
      this.setAttribute('data-ov-ignore', '');
      this._look();
    }

    disconnectedCallback(): void {
      this._stop();
    }

    private _look(): void {
      this._stop();
      this._stop = startTimer(() => this._look(), LOOK_MS);
      const { name, signal, stored } = readPrivacyState(listTrackers());
      // What has not changed is neither said nor drawn again: the time in the session's value changes often.
      const listed = JSON.stringify(stored);
      if (listed !== this._listed) {
        this._listed = listed;
        this._details.hidden = stored.length === 0;
        fill(this._stored, ...stored.flatMap(([key, value]) => [element('dt', {}, key), element('dd', {}, value)]));
      }
      const said = `${name} ${signal}`;
      if (said === this._said) return;
      this._said = said;
      this.setAttribute('state', name);
      this._text.setAttribute('name', name);
      fill(this._text, texts[name](signal));
    }
  };
}
