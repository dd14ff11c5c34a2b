// Sets up the official tracker (/sp.js) with its plugins (gen/plugins.js). /tracking-config.js says where the collector is.
'use strict';
window.harbourTracking = (() => {
  const { collectorUrl, portalUrl } = window.cryptTracking;
  const { plugin, markStored, markKept } = window.harbourSent;
  const sp = window.snowplowBrowserTracking;
  const { LinkClickTrackingPlugin, enableLinkClickTracking } = window.snowplowLinkClickTracking;
  const { ButtonClickTrackingPlugin, enableButtonClickTracking } = window.snowplowButtonClickTracking;
  const { ElementTrackingPlugin, SnowplowElementTrackingPlugin, startElementTracking } = window.snowplowElementTracking;
  const { FormTrackingPlugin, enableFormTracking } = window.snowplowFormTracking;
  const { ErrorTrackingPlugin, enableErrorTracking } = window.snowplowErrorTracking;

  const tracker = sp.newTracker('sp', collectorUrl, {
    appId: 'harbour-life-web',
    cookieSecure: location.protocol === 'https:',
    contexts: { webPage: true, session: true, browser: true },
    plugins: [
      plugin,
      window.snowplowTimezone.TimezonePlugin(),
      window.snowplowClientHints.ClientHintsPlugin(true),
      window.snowplowGaCookies.GaCookiesPlugin(),
      window.snowplowPerformanceNavigationTiming.PerformanceNavigationTimingPlugin(),
      window.snowplowPerformanceTiming.PerformanceTimingPlugin(),
      window.snowplowScreenTracking.ScreenTrackingPlugin(),
      window.snowplowSiteTracking.SiteTrackingPlugin(),
      window.snowplowEcommerceAccelerator.SnowplowEcommercePlugin(),
      window.snowplowMedia.SnowplowMediaPlugin(),
      LinkClickTrackingPlugin(),
      ButtonClickTrackingPlugin(),
      (SnowplowElementTrackingPlugin ?? ElementTrackingPlugin)(),
      FormTrackingPlugin(),
      ErrorTrackingPlugin(),
    ],
    onRequestSuccess: markStored,
    onRequestFailure: ({ events }) => markKept(events),
  });
  enableErrorTracking();
  sp.enableActivityTracking({ minimumVisitLength: 5, heartbeatDelay: 5 });
  sp.trackPageView();
  enableLinkClickTracking();
  enableButtonClickTracking();
  // What is personal, or says something of somebody's health, is in no event of a form: see the plan for where it is.
  enableFormTracking({ options: { fields: { filter: (field) => field.closest('[data-private]') === null } } });
  startElementTracking({
    elements: {
      selector: '.cards > li',
      name: 'card',
      expose: { when: 'element', minPercentage: 0.5 },
      details: { child_text: { title: 'h2' } },
    },
  });

  if (portalUrl) {
    const link = document.getElementById('portal');
    link.href = portalUrl;
    link.hidden = false;
  }
  for (const link of document.querySelectorAll('[data-track]')) {
    link.addEventListener('click', () => sp.trackStructEvent({ category: 'link', action: link.dataset.track }));
  }

  /** A part of an event by the plan in tracking/. */
  const own = (name, data, version = '1-0-0') => ({
    schema: `iglu:com.harbour-life/${name}/jsonschema/${version}`,
    data,
  });

  return {
    own,
    /** An event of the plan, with entities of the plan. */
    track: (event, context = []) => sp.trackSelfDescribingEvent({ event, context }),
    /** Who is here, for the back end to say the same: it sends its own events of this journey. */
    visitor: () => {
      const [, , , sessionIndex, , , sessionId] = tracker.getDomainUserInfo();
      return { domainUserId: tracker.getDomainUserId(), sessionId, sessionIndex: Number(sessionIndex) };
    },
  };
})();
