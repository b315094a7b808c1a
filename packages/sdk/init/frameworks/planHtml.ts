import type { Edit, TrackerSettings } from '../planInit.ts';
import type { Project } from '../project.ts';
import { addBeforeHeadEnd } from './addBeforeHeadEnd.ts';
import { toOptions } from './trackingCode.ts';

/** The script tag, from the server that takes the events, in the head of `index.html`. */
export function planHtml(project: Project, settings: TrackerSettings): Edit[] {
  const src = new URL('sdk/0/onevault.min.js', `${settings.apiBaseUrl}/`).href;
  const lines = [
    `<script src="${src}"></script>`,
    '<script>',
    ...`  var tracker = window.OneVaultTracker && new OneVaultTracker(${toOptions(settings, '  ')});`.split('\n'),
    '  tracker?.enableAutoTracking();',
    '</script>',
  ];
  return [addBeforeHeadEnd(project, 'index.html', lines)];
}
