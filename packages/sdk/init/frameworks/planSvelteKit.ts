import type { Edit, TrackerSettings } from '../planInit.ts';
import type { Project } from '../project.ts';
import { addImport } from './addImport.ts';
import { addModule } from './addModule.ts';

/** `hooks.client`, which SvelteKit runs in the page before the application: a new one, or an import in it. */
export function planSvelteKit(project: Project, settings: TrackerSettings): Edit[] {
  const hooks = ['src/hooks.client.ts', 'src/hooks.client.js'].find(project.has);
  if (hooks === undefined) return [addModule(project, 'src/hooks.client', settings)];
  return [addModule(project, 'src/tracking', settings), addImport(project, hooks, './tracking')];
}
