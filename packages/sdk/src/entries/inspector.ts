/** The inspector, which a page loads when somebody opens it. */
export { openInspector } from '../inspector/openInspector.ts';
