import { InitError } from '../initError.ts';
import type { Edit, TrackerSettings } from '../planInit.ts';
import type { Project } from '../project.ts';
import { toOptions } from './trackingCode.ts';

/** A plugin that Nuxt runs in the page only: in `app/plugins` where there is an `app` folder, as Nuxt 4 has it. */
export function planNuxt(project: Project, settings: TrackerSettings): Edit[] {
  const folder = project.has('app') ? 'app/plugins' : 'plugins';
  const taken = project.list(folder).find((name) => name.startsWith('onevault'));
  if (taken) throw new InitError(`${folder}/${taken} exists`, 'to change it by hand');
  const after = `import { OneVaultTracker } from '@onevault/tracker';

export default defineNuxtPlugin(() => {
  const tracker = new OneVaultTracker(${toOptions(settings, '  ')});
  tracker.enableAutoTracking();
  return { provide: { tracker } };
});
`;
  return [{ path: `${folder}/onevault.client.${project.isTypeScript ? 'ts' : 'js'}`, before: null, after }];
}
