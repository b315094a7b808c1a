import type { Feature } from '../autotrack/feature.ts';
import { isMatch } from '../autotrack/isMatch.ts';
import { listen } from '../browser/listen.ts';
import { startRoutes } from '../browser/startRoutes.ts';
import { startTimer } from '../browser/startTimer.ts';
import { stopAll } from '../browser/stopAll.ts';
import { watchMember } from '../browser/watchMember.ts';
import { describeElement } from './describeElement.ts';

/** Elements that should have an effect on this page. Links to other pages, mail and files have theirs outside. */
const CONTROLS = 'button,summary,[role=button],[role=tab],[type=button],[type=submit],a:not([href]),a[href^="#"]';
/** A slow effect still counts; after this time the visitor has seen none. */
const ANSWER_WITHIN_MS = 2_000;
/** Events that answer a click. Some stay in the shadow root where they happen. */
const ANSWERS =
  'scroll submit invalid input change toggle beforetoggle cancel play pause copy cut visibilitychange pagehide blur focusin resize fullscreenchange';
/**
 * Calls that answer a click and of which no event tells: changes inside a shadow root, what is drawn or played, requests,
 * the clipboard, a value or selection that is set.
 */
const CALLS: Record<string, RegExp> = {
  window: /^(fetch|open|alert|confirm|prompt|print)$/,
  XMLHttpRequest: /^send$/,
  WebSocket: /^send$/,
  Worker: /^postMessage$/,
  Navigator: /^(sendBeacon|share|vibrate)$/,
  Clipboard: /^write/,
  Node: /^(append|insert|remove|replace|textContent|nodeValue)/,
  CharacterData: /^data$/,
  Element: /^(animate|append|prepend|replace|remove|insert|innerHTML|setAttribute|toggleAttribute|className)/,
  // Also of elements that are not in the page, such as a link to a file.
  HTMLElement: /^click$/,
  HTMLInputElement: /^(value|checked|indeterminate|select|showPicker)$/,
  HTMLTextAreaElement: /^(value|select)$/,
  HTMLSelectElement: /^(value|selectedIndex)$/,
  HTMLOptionElement: /^selected$/,
  Selection: /^(addRange|select|setBase|extend)/,
  HTMLMediaElement: /^(play|pause|load|currentTime|volume|muted)$/,
  AudioScheduledSourceNode: /^start$/,
  AudioBufferSourceNode: /^start$/,
  SpeechSynthesis: /^speak$/,
  Animation: /^(play|reverse)$/,
  Document: /^adoptedStyleSheets$/,
  StyleSheet: /^disabled$/,
  CSSStyleSheet: /^(insertRule|deleteRule|replace)/,
  CanvasRenderingContext2D: /^(clear|draw|fill|put|stroke)/,
  ImageBitmapRenderingContext: /^transfer/,
  WebGLRenderingContext: /^(clear|draw)/,
  WebGL2RenderingContext: /^(clear|draw)/,
  GPUQueue: /^submit$/,
};
/** Requests of a tracker, such as with the click. */
const OWN = /\/api\/v1\/track(\/async)?$/;

/**
 * Tracks a `dead_click` when a button is clicked and nothing happens for two seconds: no change, scroll, request, input
 * or navigation, nothing drawn, played, copied or saved.
 *
 * @example tracker.enableAutoTracking({ features: [deadClicks()] });
 */
export function deadClicks(): Feature {
  return (tracker) => {
    let stopWaiting = (): void => {};
    const stop = listen<MouseEvent>(document, 'click', (event) => {
      stopWaiting();
      const path = event.composedPath();
      const at = path.findIndex((node) => isMatch(node, CONTROLS));
      const element = at >= 0 && describeElement(path.slice(at));
      if (!element) return;
      const answer = (): void => stopWaiting();
      const changes = new MutationObserver(answer);
      const roots = path.filter((node) => node instanceof ShadowRoot);
      for (const root of [document, ...roots]) {
        changes.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
      }
      const stops = [
        () => changes.disconnect(),
        ...[window, ...roots].map((root) =>
          listen(root, ANSWERS, ({ type, target }) => {
            // The click itself moves the focus to the button.
            if (type !== 'focusin' || target !== path[at]) answer();
          }),
        ),
        watchCalls(([first]) => {
          if (!OWN.test((first as Request | undefined)?.url || `${first}`)) answer();
        }),
        startRoutes(answer),
        watchRequests(event.timeStamp, answer),
        startTimer(() => {
          stopWaiting();
          tracker.trackEvent('dead_click', { ...element, x: event.pageX, y: event.pageY });
        }, ANSWER_WITHIN_MS),
      ];
      stopWaiting = () => {
        stopWaiting = () => {};
        for (const end of stops) end();
      };
    });
    return () => {
      stop();
      stopWaiting();
    };
  };
}

function watchCalls(onCall: (args: unknown[]) => void): () => void {
  const stops: (() => void)[] = [];
  for (const [known, pattern] of Object.entries(CALLS)) {
    const found = (window as unknown as Record<string, { prototype?: object } | undefined>)[known];
    const owner = found?.prototype || found || {};
    for (const name of Object.keys(owner)) {
      if (pattern.test(name)) stops.push(watchMember(owner, name, (_, args) => onCall(args)));
    }
  }
  return stopAll(stops);
}

/** Reports requests since then that no watched call has made, such as of an image, and downloads. */
function watchRequests(sinceMs: number, onRequest: () => void): () => void {
  const { navigation, PerformanceObserver } = window as unknown as {
    navigation?: EventTarget;
    PerformanceObserver?: typeof globalThis.PerformanceObserver;
  };
  const requests =
    PerformanceObserver &&
    new PerformanceObserver((list) => {
      if (list.getEntries().some(({ name, startTime }) => startTime >= sinceMs && !OWN.test(name))) onRequest();
    });
  requests?.observe({ type: 'resource' });
  const stop = navigation?.addEventListener ? listen(navigation, 'navigate', onRequest) : () => {};
  return () => {
    requests?.disconnect();
    stop();
  };
}
