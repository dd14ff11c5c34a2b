// User agents of the kinds that are about, with what uap-core's rules and the older columns make of each. Written for
// these tests; parse-user-agent.test.ts reads uap-core's own cases too, where they are.

export interface UserAgentCase {
  readonly userAgent: string;
  /** Family and version, their parts divided by bars. */
  readonly browser: string;
  readonly system: string;
  readonly device: string;
  /** The ten columns from br_name to dvce_ismobile, divided by bars. */
  readonly columns: string;
}

/** Two lines each: a user agent; then its browser, system, device and columns. */
const CASES = `
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36
  Chrome | 126 | 0 | 0 | 0 || Windows | 10 || Other || Chrome 126 | Chrome | 126.0.0.0 | Browser | WEBKIT | Windows 10 | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/33.0.1750.152 Safari/537.36
  Chrome | 33 | 0 | 1750 | 152 || Windows | 7 || Other || Chrome 33 | Chrome | 33.0.1750.152 | Browser | WEBKIT | Windows 7 | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36
  Chrome | 125 | 0 | 0 | 0 || Mac OS X | 10 | 15 | 7 || Mac || Chrome 125 | Chrome | 125.0.0.0 | Browser | WEBKIT | Mac OS X | Mac OS X | Apple Inc. | Computer | false
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36
  Chrome | 124 | 0 | 0 | 0 || Linux || Other || Chrome 124 | Chrome | 124.0.0.0 | Browser | WEBKIT | Linux | Linux | Other | Computer | false
Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Safari/537.36
  Chrome | 121 | 0 | 0 | 0 || Chrome OS | 14541 | 0 | 0 || Other || Chrome 121 | Chrome | 121.0.0.0 | Browser | WEBKIT | Chrome OS | Chrome OS | Google Inc. | Computer | false
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.81
  Edge | 126 | 0 | 2592 | 81 || Windows | 10 || Other || Microsoft Edge 126 | Microsoft Edge | 126.0.2592.81 | Browser | WEBKIT | Windows 10 | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/17.17134
  Edge | 17 | 17134 || Windows | 10 || Other || Microsoft Edge 17 | Microsoft Edge | 17.17134 | Browser | EDGE_HTML | Windows 10 | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0
  Firefox | 127 | 0 || Windows | 10 || Other || Firefox 127 | Firefox | 127.0 | Browser | GECKO | Windows 10 | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:126.0) Gecko/20100101 Firefox/126.0
  Firefox | 126 | 0 || Mac OS X | 10 | 15 || Mac || Firefox 126 | Firefox | 126.0 | Browser | GECKO | Mac OS X | Mac OS X | Apple Inc. | Computer | false
Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0
  Firefox | 115 | 0 || Ubuntu || Other || Firefox 115 | Firefox | 115.0 | Browser | GECKO | Ubuntu | Linux | Canonical Ltd. | Computer | false
Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0
  Firefox Mobile | 127 | 0 || Android | 14 || Generic Smartphone || Firefox Mobile 127 | Firefox | 127.0 | Browser (mobile) | GECKO | Android 14.x | Android | Google Inc. | Mobile | true
Mozilla/5.0 (Android 13; Tablet; rv:120.0) Gecko/120.0 Firefox/120.0
  Firefox Mobile | 120 | 0 || Android | 13 || Generic Tablet || Firefox Mobile 120 | Firefox | 120.0 | Browser (mobile) | GECKO | Android 13.x | Android | Google Inc. | Tablet | true
Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/127.0 Mobile/15E148 Safari/605.1.15
  Firefox iOS | 127 | 0 || iOS | 17 | 5 || iPhone || Firefox iOS 127 | Firefox | 127.0 | Browser (mobile) | WEBKIT | iOS 17 (iPhone) | iOS | Apple Inc. | Mobile | true
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15
  Safari | 17 | 5 || Mac OS X | 10 | 15 | 7 || Mac || Safari 17 | Safari | 17.5 | Browser | WEBKIT | Mac OS X | Mac OS X | Apple Inc. | Computer | false
Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1
  Mobile Safari | 17 | 5 || iOS | 17 | 5 | 1 || iPhone || Mobile Safari 17 | Safari | 17.5 | Browser (mobile) | WEBKIT | iOS 17 (iPhone) | iOS | Apple Inc. | Mobile | true
Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1
  Mobile Safari | 16 | 6 || iOS | 16 | 6 || iPad || Mobile Safari 16 | Safari | 16.6 | Browser (mobile) | WEBKIT | iOS 16 (iPad) | iOS | Apple Inc. | Tablet | true
Mozilla/5.0 (iPod touch; CPU iPhone OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1
  Mobile Safari | 12 | 1 || iOS | 12 | 5 || iPod || Mobile Safari 12 | Safari | 12.1 | Browser (mobile) | WEBKIT | iOS 12 (iPod) | iOS | Apple Inc. | Mobile | true
Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1
  Chrome Mobile iOS | 126 | 0 | 6478 | 54 || iOS | 17 | 4 || iPhone || Chrome Mobile iOS 126 | Chrome | 126.0.6478.54 | Browser (mobile) | WEBKIT | iOS 17 (iPhone) | iOS | Apple Inc. | Mobile | true
Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148
  Mobile Safari UI/WKWebView || iOS | 16 | 0 || iPhone || Mobile Safari UI/WKWebView | Safari |  | Browser (mobile) | WEBKIT | iOS 16 (iPhone) | iOS | Apple Inc. | Mobile | true
Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36
  Chrome Mobile | 126 | 0 | 0 | 0 || Android | 10 || K || Chrome Mobile 126 | Chrome | 126.0.0.0 | Browser (mobile) | WEBKIT | Android 10.x | Android | Google Inc. | Mobile | true
Mozilla/5.0 (Linux; Android 13; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Mobile Safari/537.36
  Chrome Mobile | 112 | 0 | 0 | 0 || Android | 13 || Samsung SM-S911B || Chrome Mobile 112 | Chrome | 112.0.0.0 | Browser (mobile) | WEBKIT | Android 13.x | Android | Google Inc. | Mobile | true
Mozilla/5.0 (Linux; Android 12; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/111.0.0.0 Safari/537.36
  Chrome | 111 | 0 | 0 | 0 || Android | 12 || SM-X200 || Chrome 111 | Chrome | 111.0.0.0 | Browser (mobile) | WEBKIT | Android 12.x | Android | Google Inc. | Tablet | true
Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Mobile Safari/537.36
  Chrome Mobile | 114 | 0 | 0 | 0 || Android | 13 || Pixel 7 || Chrome Mobile 114 | Chrome | 114.0.0.0 | Browser (mobile) | WEBKIT | Android 13.x | Android | Google Inc. | Mobile | true
Mozilla/5.0 (Linux; Android 9; SM-G960F Build/PPR1.180610.011; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/74.0.3729.157 Mobile Safari/537.36
  Chrome Mobile WebView | 74 | 0 | 3729 | 157 || Android | 9 || Samsung SM-G960F || Chrome Mobile WebView 74 | Chrome | 74.0.3729.157 | Browser (mobile) | WEBKIT | Android 9.x | Android | Google Inc. | Mobile | true
Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/21.0 Chrome/110.0.5481.154 Mobile Safari/537.36
  Samsung Internet | 21 | 0 || Android | 13 || Samsung SM-A536B || Samsung Internet 21 | Samsung Internet | 21.0 | Browser (mobile) | WEBKIT | Android 13.x | Android | Google Inc. | Mobile | true
Mozilla/5.0 (Linux; U; Android 2.3.5; de-de; HTC Desire S Build/GRJ90) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/533.1
  Android | 2 | 3 | 5 || Android | 2 | 3 | 5 || HTC Desire S || Android 2 | Android | 2.3.5 | Browser (mobile) | WEBKIT | Android 2.x | Android | Google Inc. | Mobile | true
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36 OPR/111.0.0.0
  Opera | 111 | 0 | 0 || Windows | 10 || Other || Opera 111 | Opera | 111.0.0 | Browser | WEBKIT | Windows 10 | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (Linux; Android 11; M2101K6G) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/104.0.5112.97 Mobile Safari/537.36 OPR/71.3.3718.67322
  Opera Mobile | 71 | 3 | 3718 || Android | 11 || M2101K6G || Opera Mobile 71 | Opera | 71.3.3718 | Browser (mobile) | WEBKIT | Android 11.x | Android | Google Inc. | Mobile | true
Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10
  Opera Mini | 7 | 1 | 32052 || Other || Generic Feature Phone || Opera Mini 7 | Opera | 7.1.32052 | Browser (mobile) | PRESTO | Unknown | Unknown | Other | Mobile | true
Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18
  Opera | 12 | 18 || Windows | 7 || Other || Opera 12 | Opera | 12.18 | Browser | PRESTO | Windows 7 | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko
  IE | 11 | 0 || Windows | 10 || Other || Internet Explorer 11 | Internet Explorer | 11.0 | Browser | TRIDENT | Windows 10 | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)
  IE | 9 | 0 || Windows | 7 || Other || Internet Explorer 9 | Internet Explorer | 9.0 | Browser | TRIDENT | Windows 7 | Windows | Microsoft Corporation | Computer | false
Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)
  IE | 6 | 0 || Windows | XP || Other || Internet Explorer 6 | Internet Explorer | 6.0 | Browser | TRIDENT | Windows XP | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; ARM; Trident/7.0; Touch; rv:11.0; IEMobile/11.0; NOKIA; Lumia 930) like iPhone OS 7_0_3 Mac OS X AppleWebKit/537 (KHTML, like Gecko) Mobile Safari/537
  IE Mobile | 11 | 0 || Windows Phone | 8 | 1 || Lumia 930 || Internet Explorer 11 | Internet Explorer | 11.0 | Browser (mobile) | TRIDENT | Windows Phone 8 | Windows | Microsoft Corporation | Mobile | true
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Vivaldi/6.5.3206.39
  Vivaldi | 6 | 5 | 3206 || Windows | 10 || Other || Vivaldi 6 | Vivaldi | 6.5.3206 | Browser | WEBKIT | Windows 10 | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0.0.0 YaBrowser/23.11.0 Safari/537.36
  Yandex Browser | 23 | 11 | 0 || Windows | 10 || Other || Yandex Browser 23 | Yandex Browser | 23.11.0 | Browser | WEBKIT | Windows 10 | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (Linux; U; Android 11; en-US; RMX2030) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.4.0.1306 Mobile Safari/537.36
  UC Browser | 13 | 4 | 0 || Android | 11 || Oppo RMX2030 || UC Browser 13 | UC Browser | 13.4.0 | Browser (mobile) | WEBKIT | Android 11.x | Android | Google Inc. | Mobile | true
Mozilla/5.0 (Linux; Android 9; KFMAWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/108.4.6 like Chrome/108.0.5359.160 Safari/537.36
  Amazon Silk | 108 | 4 | 6 || Android | 9 || Kindle || Amazon Silk 108 | Amazon Silk | 108.4.6 | Browser (mobile) | WEBKIT | Android 9.x | Android | Google Inc. | Tablet | true
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/119.0.0.0 Safari/537.36
  HeadlessChrome | 119 | 0 | 0 || Linux || Other || HeadlessChrome 119 | Chrome | 119.0.0 | Browser | WEBKIT | Linux | Linux | Other | Computer | false
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1
  PhantomJS | 2 | 1 | 1 || Linux || Other || PhantomJS 2 | PhantomJS | 2.1.1 | Browser | WEBKIT | Linux | Linux | Other | Computer | false
Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/443.0.0.23.229;FBBV/545000000;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.2;FBSS/3;FBID/phone;FBLC/de_DE;FBOP/5]
  Facebook | 443 | 0 | 0 || iOS | 17 | 2 || iPhone || Facebook 443 | Facebook | 443.0.0 | Application | WEBKIT | iOS 17 (iPhone) | iOS | Apple Inc. | Mobile | true
Mozilla/5.0 (Linux; Android 12; Pixel 6 Build/SQ3A.220705.004; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/103.0.5060.129 Mobile Safari/537.36 Instagram 243.0.0.16.111 Android
  Instagram | 243 | 0 | 0 || Android | 12 || Pixel 6 || Instagram 243 | Instagram | 243.0.0 | Application | WEBKIT | Android 12.x | Android | Google Inc. | Mobile | true
Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Thunderbird/115.6.0
  Thunderbird | 115 | 6 | 0 || Windows | 10 || Other || Thunderbird 115 | Thunderbird | 115.6.0 | Email Client | GECKO | Windows 10 | Windows | Microsoft Corporation | Computer | false
Mozilla/5.0 (PlayStation 4 9.00) AppleWebKit/605.1.15 (KHTML, like Gecko)
  Apple Mail | 605 | 1 | 15 || Other || PlayStation 4 || Apple Mail 605 | Apple Mail | 605.1.15 | Email Client | WEBKIT | Unknown | Unknown | Other | Game console | false
Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/606.4 (KHTML, like Gecko) NF/6.0.1.15.4 NintendoBrowser/5.1.0.20393
  Other || Other || Other || Unknown | Unknown |  | unknown | WEBKIT | Unknown | Unknown | Other | Game console | false
Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/58.0.3029.110 Safari/537.36 Edge/16.16299
  Edge | 16 | 16299 || Windows | 10 || Other || Microsoft Edge 16 | Microsoft Edge | 16.16299 | Browser | EDGE_HTML | Windows 10 | Windows | Microsoft Corporation | Game console | false
Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/6.0 TV Safari/538.1
  Safari | 6 | 0 || Tizen | 6 | 0 || Samsung SMART-TV || Safari 6 | Safari | 6.0 | Browser | WEBKIT | Tizen | Tizen | Linux Foundation | Digital media receiver | false
Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/538.2 (KHTML, like Gecko) Large Screen Safari/538.2 LG Browser/7.00.00(LGE; WEBOS2)
  Safari || Web0S || LG Web0S SmartTV || Safari | Safari |  | Browser | WEBKIT | Web0S | Unknown | Other | Digital media receiver | false
Roku/DVP-9.10 (519.10E04111A)
  Roku | 9 | 10 || Roku | 9 | 10 || Roku || Roku 9 | Roku | 9.10 | Browser | OTHER | Roku OS | Roku OS | Roku, Inc. | Digital media receiver | false
Mozilla/5.0 (Linux; Android 7.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/72.0.3626.121 Safari/537.36 CrKey/1.44.191160
  Chrome | 72 | 0 | 3626 | 121 || Android | 7 | 0 || Generic Smartphone || Chrome 72 | Chrome | 72.0.3626.121 | Browser | WEBKIT | Android 7.x | Android | Google Inc. | Digital media receiver | false
Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
  Googlebot | 2 | 1 || Other || Spider || Googlebot 2 | Googlebot | 2.1 | Robot | OTHER | Unknown | Unknown | Other | Unknown | false
Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
  Googlebot | 2 | 1 || Android | 6 | 0 | 1 || Spider || Googlebot 2 | Googlebot | 2.1 | Robot | WEBKIT | Android 6.x | Android | Google Inc. | Mobile | true
Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)
  bingbot | 2 | 0 || Other || Spider || bingbot 2 | bingbot | 2.0 | Robot | OTHER | Unknown | Unknown | Other | Unknown | false
Mozilla/5.0 (compatible; example-monitor/1.0; +https://monitor.example/bot)
  example/bot || Other || Spider || example/bot | example/bot |  | Robot | OTHER | Unknown | Unknown | Other | Unknown | false
curl/8.5.0
  curl | 8 | 5 | 0 || Other || Other || curl 8 | curl | 8.5.0 | Downloading tool | OTHER | Unknown | Unknown | Other | Unknown | false
Wget/1.21.3
  Wget | 1 | 21 | 3 || Other || Other || Wget 1 | Wget | 1.21.3 | Downloading tool | OTHER | Unknown | Unknown | Other | Unknown | false
python-requests/2.31.0
  Python Requests | 2 | 31 || Other || Other || Python Requests 2 | Python Requests | 2.31 | Downloading tool | OTHER | Unknown | Unknown | Other | Unknown | false
okhttp/4.12.0
  okhttp | 4 | 12 | 0 || Other || Other || okhttp 4 | okhttp | 4.12.0 | Downloading tool | OTHER | Unknown | Unknown | Other | Unknown | false
Java/17.0.9
  Java | 17 | 0 | 9 || Other || Spider || Java 17 | Java | 17.0.9 | Robot | OTHER | Unknown | Unknown | Other | Unknown | false
Lynx/2.9.0dev.10 libwww-FM/2.14 SSL-MM/1.4.1
  Lynx | 2 | 9 | 0 || Other || Other || Lynx 2 | Lynx | 2.9.0 | Browser (text only) | OTHER | Unknown | Unknown | Other | Unknown | false
Mozilla/5.0 (X11; Linux x86_64) KHTML/4.14.2 (like Gecko) Konqueror/4.14
  Konqueror | 4 | 14 || Linux || Other || Konqueror 4 | Konqueror | 4.14 | Browser | KHTML | Linux | Linux | Other | Computer | false
Mozilla/5.0 (BB10; Touch) AppleWebKit/537.10+ (KHTML, like Gecko) Version/10.0.9.2372 Mobile Safari/537.10+
  BlackBerry WebKit | 10 | 0 | 9 || BlackBerry OS | 10 | 0 | 9 || BlackBerry Touch || BlackBerry WebKit 10 | BlackBerry WebKit | 10.0.9 | Browser (mobile) | WEBKIT | BlackBerryOS | BlackBerryOS | Research In Motion Limited | Mobile | true
Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5
  Firefox Mobile | 48 | 0 || KaiOS | 2 | 5 || Nokia 8110 || Firefox Mobile 48 | Firefox | 48.0 | Browser (mobile) | GECKO | KaiOS | Unknown | Other | Mobile | true
shop-app/3.2 (iPhone; iOS 17.1; Scale/3.00)
  Mobile Safari UI/WKWebView || iOS | 17 | 1 || iPhone || Mobile Safari UI/WKWebView | Safari |  | Browser (mobile) | OTHER | iOS 17 (iPhone) | iOS | Apple Inc. | Mobile | true
a shop's own program
  Other || Other || Other || Unknown | Unknown |  | unknown | OTHER | Unknown | Unknown | Other | Unknown | false
`;

export const USER_AGENT_CASES: readonly UserAgentCase[] = CASES.trim()
  .split(/\n(?! )/)
  .map((lines) => {
    const [userAgent = '', answers = ''] = lines.split('\n  ');
    const [browser = '', system = '', device = '', columns = ''] = answers.split(' || ');
    return { userAgent, browser, system, device, columns };
  });
