import { attempt } from '../../browser/attempt.ts';
import { findPrivacySignal } from '../../privacy/findPrivacySignal.ts';
import { element, fill } from '../element.ts';
import { texts } from '../texts.ts';
import type { View } from '../View.ts';
import type { WatchedTracker } from '../watchTracker.ts';
import { facts, section } from './section.ts';
import { toMaskList } from './toMaskList.ts';

const LOOKS = { granted: 'good', pending: 'wait', denied: 'bad' } as const;

/** Consent, signals, what is stored on the device, and what was masked. */
export function createPrivacyView({ options, rows, state }: WatchedTracker): View {
  const root = element('div', { class: 'sections' });
  let shown = '';

  function draw(stored: [string, string][]): void {
    const { consent } = state();
    const isRespected = options.respectSignals !== false;
    const signal = isRespected ? findPrivacySignal() : '';
    const masks = rows.flatMap((row) => row.masks);
    const names = texts.privacy;
    fill(
      root,
      section(
        names.consent,
        element(
          'p',
          { class: `note ${LOOKS[consent]}` },
          signal === '' ? names.consents[consent] : names.bySignal(signal),
        ),
      ),
      section(
        names.signals,
        facts([
          [names.gpc, isSent('globalPrivacyControl') ? names.isSent : names.isNotSent],
          [names.dnt, isSent('doNotTrack') ? names.isSent : names.isNotSent],
        ]),
        element('p', { class: 'quiet' }, isRespected ? names.respected : names.ignored),
      ),
      section(
        names.masked,
        masks.length > 0 ? toMaskList(masks) : element('p', { class: 'quiet' }, names.nothingMasked),
        element('p', { class: 'quiet' }, names.always),
      ),
      section(names.stored, stored.length > 0 ? facts(stored) : element('p', { class: 'quiet' }, names.nothingStored)),
      section(names.rules, toRules()),
    );
  }
  function toRules(): HTMLElement {
    const { sanitizeUrl, beforeSend, sampleRate = 1 } = options;
    const rules = [
      sanitizeUrl && texts.privacy.sanitizeUrl,
      beforeSend && texts.privacy.beforeSend,
      sampleRate < 1 && texts.privacy.sampleRate(sampleRate),
    ].filter((rule) => typeof rule === 'string');
    return rules.length > 0
      ? element('ul', { class: 'list' }, ...rules.map((rule) => element('li', {}, rule)))
      : element('p', { class: 'quiet' }, texts.privacy.noRules);
  }
  return {
    root,
    update() {
      const stored = Object.entries(state().stored());
      const now = JSON.stringify([state().consent, findPrivacySignal(), stored, rows.at(-1)?.key]);
      // What has not changed is not drawn anew: a screen reader may be reading it.
      if (now === shown) return;
      shown = now;
      draw(stored);
    },
  };
}

function isSent(name: 'globalPrivacyControl' | 'doNotTrack'): boolean {
  const value = attempt(() => (navigator as Navigator & { globalPrivacyControl?: boolean })[name]);
  return value === true || value === '1';
}
