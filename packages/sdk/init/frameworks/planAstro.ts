import { InitError } from '../initError.ts';
import type { Edit, TrackerSettings } from '../planInit.ts';
import type { Project } from '../project.ts';
import { addBeforeHeadEnd } from './addBeforeHeadEnd.ts';
import { addModule } from './addModule.ts';

/** A module, and a script in the one layout that has a head: Astro bundles it. */
export function planAstro(project: Project, settings: TrackerSettings): Edit[] {
  const layouts = ['src/layouts', 'src/pages']
    .flatMap((folder) => project.list(folder).map((name) => `${folder}/${name}`))
    .filter((path) => path.endsWith('.astro') && project.read(path).includes('</head>'));
  const [layout, ...others] = layouts;
  if (layout === undefined || others.length > 0) {
    throw new InitError(
      `${layouts.length} files in src/layouts and src/pages have a </head>, not one`,
      'to write <script>import "../tracking";</script> into the head of each by hand',
    );
  }
  const module = addModule(project, 'src/tracking', settings);
  return [module, addBeforeHeadEnd(project, layout, ["<script>import '../tracking';</script>"])];
}
