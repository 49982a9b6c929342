/** Colours that hold apart for who does not see red and green apart, in light and in dark. */
export const timelineStyle = `
svg{--ink:#1b1f24;--quiet:#59636e;--rule:#d1d9e0;--paper:#fff;--good:#1a7f64;--bad:#c9302c;--neutral:#0969da;--other:#8250df;
--standby:#b6d4f2;--cold:#d8c8f0;--active:#1a7f64;--retiring:#f2d08a;--removed:#d1d9e0;--revoked:#c9302c}
@media(prefers-color-scheme:dark){svg{--ink:#e6edf3;--quiet:#9198a1;--rule:#3d444d;--paper:#0d1117;--good:#3fb68b;--bad:#f0625d;
--neutral:#58a6ff;--other:#bc8cff;--standby:#2b4a6f;--cold:#4b3a70;--active:#2f9e79;--retiring:#8a6d2a;--removed:#3d444d;--revoked:#d3423d}}
text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:var(--ink)}
.title{font-size:17px;font-weight:600}.small{font-size:11px;fill:var(--quiet)}.about{font-size:13px;fill:var(--quiet)}
.label{font-weight:600}.name{font-weight:600;font-size:11px}.paper{fill:var(--paper)}
.grid{stroke:var(--rule);stroke-width:1}.event{stroke:var(--ink);stroke-width:1.5}
.bound{stroke:var(--other);stroke-width:1.5;stroke-dasharray:5 4}.event-name{fill:var(--ink);font-weight:600}.bound-name{fill:var(--other)}
path{fill:none;stroke-width:1.75}.area{stroke:none;opacity:.18}
.good{stroke:var(--good)}.bad{stroke:var(--bad)}.neutral{stroke:var(--neutral)}.other{stroke:var(--other)}
.good.area{fill:var(--good)}.bad.area{fill:var(--bad)}.neutral.area{fill:var(--neutral)}.other.area{fill:var(--other)}
.good-name{fill:var(--good)}.bad-name{fill:var(--bad)}.neutral-name{fill:var(--neutral)}.other-name{fill:var(--other)}
.standby{fill:var(--standby)}.cold{fill:var(--cold)}.active{fill:var(--active)}.retiring{fill:var(--retiring)}
.removed{fill:var(--removed)}.revoked{fill:var(--revoked)}
.on-standby,.on-cold,.on-retiring,.on-removed{font-size:11px}.on-active,.on-revoked{font-size:11px;fill:#fff}
`.trim();
