import type { ComponentType } from 'preact';
import { texts } from './texts.ts';

export interface View {
  /** The folder in `views/`, and the first segment of the path. */
  name: string;
  /** In the navigation and in the title of the browser's tab. */
  title: string;
  /** Its heading while it is loaded, where that is not the title. */
  heading?: string;
  /** The path of an icon of 24 × 24, drawn as lines. */
  icon: string;
  /** Kinds of keys that may see it. Default: only `full`. */
  kinds?: string[];
  /** Only on servers with this feature of `/api/v1/platform/info`. */
  needs?: string;
  load(): Promise<{ default: ComponentType }>;
}

/** All views, in the order of the navigation. */
export const views: View[] = [
  {
    name: 'live',
    title: texts.live.title,
    icon: 'M3 12h4l3-8 4 16 3-8h4',
    load: () => import('./views/live/LiveView.tsx'),
  },
  {
    name: 'business',
    title: texts.business.title,
    icon: 'M4 20V11M10 20V4M16 20v-7M21 20H3',
    kinds: ['full', 'share'],
    load: () => import('./views/business/BusinessView.tsx'),
  },
  {
    name: 'find',
    title: texts.find.title,
    icon: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM20.5 20.5 16 16',
    load: () => import('./views/find/FindView.tsx'),
  },
  {
    name: 'pipeline',
    title: texts.pipeline.title,
    icon: 'M4 5h16M4 12h11M4 19h6M18 15v6M15 18h6',
    load: () => import('./views/pipeline/PipelineView.tsx'),
  },
  {
    // Not `health`: that path is the server's own.
    name: 'tracking-health',
    title: texts.trackingHealth.title,
    heading: texts.trackingHealth.heading,
    icon: 'M12 20S4 15 4 9.5A4.2 4.2 0 0 1 12 7.6a4.2 4.2 0 0 1 8 1.9C20 15 12 20 12 20zM4.5 12H9l1.5-2.5 2.5 5 1.5-2.5h5',
    load: () => import('./views/tracking-health/TrackingHealthView.tsx'),
  },
  {
    name: 'alerts',
    title: texts.alerts.title,
    icon: 'M18 16V10a6 6 0 1 0-12 0v6l-2 2h16zM10 21h4',
    load: () => import('./views/alerts/AlertsView.tsx'),
  },
  {
    name: 'mock-server',
    title: texts.mock.title,
    icon: 'M9 3h6M10 3v6L4.5 18.5A1.7 1.7 0 0 0 6 21h12a1.7 1.7 0 0 0 1.5-2.5L14 9V3M7 15h10',
    needs: 'mock_controls',
    load: () => import('./views/mock-server/MockView.tsx'),
  },
  {
    name: 'install',
    title: texts.install.title,
    heading: texts.install.heading,
    icon: 'M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 4l-3 16',
    load: () => import('./views/install/InstallView.tsx'),
  },
];

/** The view that shows a path of the page. */
export function findView(path: string, among = views): View | undefined {
  return among.find(({ name }) => path.split('/')[1] === name);
}
