import { attempt } from '../browser/attempt.ts';
import { listen } from '../browser/listen.ts';
import { append, attribute, element } from './element.ts';
import { icon } from './icon.ts';
import { styles } from './styles.ts';
import { texts } from './texts.ts';

export interface Frame {
  /** Where the parts of the panel go. */
  body: HTMLElement;
  /** Where the name of the tracker goes. */
  names: HTMLElement;
  /** What the small form says. */
  summary: HTMLElement;
  /** Shows the large form; `isFocused` moves the focus there. */
  show(isFocused: boolean): void;
  isOpen(): boolean;
  /** Takes the inspector off the page. */
  remove(): void;
}

/** Events that end here: the page's shortcuts and its menus that close on a click elsewhere have nothing to do with them. */
const OWN_EVENTS =
  'keydown keyup keypress click auxclick dblclick mousedown mouseup pointerdown pointerup touchstart touchend';
/** The key in sessionStorage that the tracker looks for: only what the visitor has asked for is there. */
const KEEP_KEY = 'ov_debug';

/** The panel and its small form, in a closed shadow root: neither styles nor scripts of the page get in, by accident. */
export function createFrame(onClose: () => void): Frame {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  // A name that is defined nowhere: no styles of the page are for it. Nothing in it is tracked.
  const host = document.createElement('ov-inspector');
  attribute(host, 'data-ov-ignore', true);
  const shadow = host.attachShadow({ mode: 'closed' });
  shadow.adoptedStyleSheets = [sheet];

  const names = element('div', { class: 'names' }, element('h2', { id: 'title' }, texts.title));
  const body = element('div', { class: 'body' });
  const summary = element('span', { class: 'numbers' });
  const panel: HTMLElement = element(
    'section',
    { class: 'panel', 'aria-labelledby': 'title', tabindex: '-1', hidden: true, onkeydown: hideOnEscape },
    element(
      'header',
      { class: 'bar' },
      icon('mark', 'mark'),
      names,
      iconButton('move', texts.move, () => root.classList.toggle('left')),
      iconButton('hide', texts.hide, hide),
      iconButton('close', texts.close, onClose),
    ),
    body,
    toKeep(),
  );
  const pill = element(
    'button',
    { type: 'button', class: 'pill', hidden: true, title: texts.show, onclick: () => show(true) },
    icon('mark', 'mark'),
    element('span', { class: 'unseen' }, `${texts.show}: `),
    summary,
  );
  const root: HTMLElement = element('div', { class: 'root' }, panel, pill);
  append(shadow, root);
  for (const type of OWN_EVENTS.split(' ')) host.addEventListener(type, (event) => event.stopPropagation());

  let isEnded = false;
  let stop = (): void => {};
  function mount(): void {
    if (isEnded) return;
    stop();
    // Not in the body, which frameworks replace.
    append(document.documentElement, host);
    // Above dialogs of the page that are open; elsewhere by its z-index.
    attempt(() => {
      host.popover = 'manual';
      host.showPopover();
    });
  }
  function show(isFocused: boolean): void {
    panel.hidden = false;
    pill.hidden = true;
    if (isFocused) panel.focus();
  }
  function hide(): void {
    panel.hidden = true;
    pill.hidden = false;
    pill.focus();
  }
  function hideOnEscape(event: Event): void {
    if ((event as KeyboardEvent).key === 'Escape') hide();
  }

  // While the document is read the page has no body yet, and a framework may still compare what is there.
  if (document.readyState === 'loading') stop = listen(document, 'DOMContentLoaded', mount);
  else mount();
  return {
    body,
    names,
    summary,
    show,
    isOpen: () => !isEnded && (host.isConnected || document.readyState === 'loading'),
    remove() {
      isEnded = true;
      stop();
      host.remove();
      attempt(() => sessionStorage.removeItem(KEEP_KEY));
    },
  };
}

function iconButton(name: 'move' | 'hide' | 'close', label: string, onclick: () => unknown): HTMLElement {
  return element(
    'button',
    { type: 'button', class: `icon ${name}`, 'aria-label': label, title: label, onclick: () => void onclick() },
    icon(name),
  );
}

/** Keeps the inspector open on the next pages of this tab. Without it nothing is stored. */
function toKeep(): HTMLElement {
  const box = element('input', {
    type: 'checkbox',
    checked: !!attempt(() => sessionStorage.getItem(KEEP_KEY)),
    onchange() {
      attempt(() => (box.checked ? sessionStorage.setItem(KEEP_KEY, '1') : sessionStorage.removeItem(KEEP_KEY)));
    },
  });
  return element('div', { class: 'foot' }, element('label', {}, box, texts.keep));
}
