import { InitError } from '../initError.ts';
import type { Edit, TrackerSettings } from '../planInit.ts';
import type { Project } from '../project.ts';
import { addImport } from './addImport.ts';
import { addModule } from './addModule.ts';

const MODULES = /<script\b[^>]*\bsrc=["']\.?\/?([^"':?]+\.(?:[jt]sx?|mjs))["'][^>]*>/g;

/** A module beside the one that `index.html` loads, which imports it. */
export function planVite(project: Project, settings: TrackerSettings): Edit[] {
  if (!project.has('index.html')) throw new InitError('there is no index.html', 'the folder of the application');
  const page = project.read('index.html');
  const modules = [...page.matchAll(MODULES)].filter(([tag]) => tag.includes('module')).map(([, path = '']) => path);
  const [entry, ...others] = modules;
  if (entry === undefined || others.length > 0 || !project.has(entry)) {
    throw new InitError(
      `index.html loads ${modules.length} modules of this folder, not one`,
      'to import the tracker by hand',
    );
  }
  const folder = entry.includes('/') ? `${entry.slice(0, entry.lastIndexOf('/'))}/` : '';
  const module = addModule(project, `${folder}tracking`, settings);
  return [module, addImport(project, entry, './tracking')];
}
