// Fonts of the system: the default theme brings one of 350 KB.
import theme from 'vitepress/theme-without-fonts';
import './style.css';

export default theme;
