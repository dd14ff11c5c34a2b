/** Plugins of the official browser tracker that the site has: `@snowplow/browser-plugin-<name>`. docs/example.md says why. */
export const PLUGINS = [
  'button-click-tracking',
  'client-hints',
  'element-tracking',
  'error-tracking',
  'form-tracking',
  'ga-cookies',
  'link-click-tracking',
  'media',
  'performance-navigation-timing',
  'performance-timing',
  'screen-tracking',
  'site-tracking',
  'snowplow-ecommerce',
  'timezone',
];
