/* Explorable charts: draws each <figure data-chart> from its json_script with our tokens, and again when the theme
   changes. Colours come from the CSS variables, so the server sends none. */
(function () {
  "use strict";
  const CONFIG = { displayModeBar: false, responsive: true, locale: "es", doubleClick: "reset" };

  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  function axis(own) {
    return Object.assign({
      gridcolor: token("line"), linecolor: token("line-strong"), zerolinecolor: token("line-strong"), automargin: true,
      tickfont: { color: token("ink-3"), size: 12 }, fixedrange: false,
    }, own);
  }

  function layout(own, separators) {
    const made = Object.assign({
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", separators: separators,
      margin: { l: 8, r: 16, t: 8, b: 8 }, hovermode: "x unified", bargap: 0.35, showlegend: false,
      colorway: [1, 2, 3, 4, 5].map((place) => token("chart-" + place)),
      hoverlabel: { bgcolor: token("raised"), bordercolor: token("line-strong"), font: { color: token("ink"), family: token("font") } },
    }, own);
    made.font = Object.assign({ family: token("font"), size: 12, color: token("ink-2") }, own.font);
    Object.keys(made).filter((key) => /^[xy]axis/.test(key)).forEach((key) => { made[key] = axis(made[key]); });
    made.xaxis = made.xaxis || axis({ showgrid: false });
    made.yaxis = made.yaxis || axis({ rangemode: "tozero", nticks: 5 });
    return made;
  }

  /* A trace says with "meta" what it is: "reference" is the dashed grey one, "ramp" a heat map on our scale. */
  function trace(own) {
    const made = Object.assign({}, own);
    if (made.meta === "reference") {
      made.line = Object.assign({ color: token("chart-ref"), dash: "dot", width: 1.5 }, made.line);
    } else if (made.meta === "ramp") {
      made.colorscale = [0, 1, 2, 3, 4, 5].map((step) => [step / 5, token("ramp-" + step)]);
    } else if (made.type === "scatter" && /lines/.test(made.mode || "lines")) {
      made.line = Object.assign({ width: 2 }, made.line);
    }
    return made;
  }

  /* Up to three lines are named at their ends instead of in a legend. */
  function endLabels(traces) {
    const lines = traces.filter((one) => one.type === "scatter" && /lines/.test(one.mode || "lines") && one.name);
    if (lines.length > 3 || lines.length !== traces.length) return [];
    return lines.map((one, place) => ({
      x: one.x[one.x.length - 1], y: one.y[one.y.length - 1], text: one.name, showarrow: false, xanchor: "left", xshift: 8,
      font: { color: one.meta === "reference" ? token("ink-3") : token("chart-" + (place + 1)), size: 12 },
    }));
  }

  function draw(figure) {
    const source = document.getElementById(figure.dataset.chart + "-data");
    const given = JSON.parse(source.textContent);
    const box = figure.querySelector(".chart-box");
    const made = layout(given.layout || {}, figure.dataset.separators);
    const labels = endLabels(given.data);
    const narrow = box.clientWidth < 480;
    if (narrow && given.data.length > 1) {
      made.showlegend = true;
      made.legend = { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { color: token("ink-2") } };
      made.xaxis = Object.assign({ nticks: 4, tickangle: 0 }, made.xaxis);
    }
    if (labels.length && !made.annotations && !narrow) {
      made.annotations = labels;
      const widest = Math.max.apply(null, labels.map((one) => one.text.length));
      made.margin = Object.assign({}, made.margin, { r: Math.max(made.margin.r, 14 + widest * 7) });
    }
    Plotly.react(box, given.data.map(trace), made, CONFIG);
    box.classList.add("is-drawn");
    if (box.dataset.linked) return;
    box.dataset.linked = "1";
    /* customdata may hold the address of the rows behind a point. */
    box.on("plotly_click", (event) => {
      const behind = event.points[0] && event.points[0].customdata;
      if (typeof behind === "string" && behind.startsWith("/")) window.location.assign(behind);
    });
  }

  function drawAll() {
    Plotly.setPlotConfig({ locale: "es" });
    document.querySelectorAll("figure[data-chart]").forEach(draw);
  }

  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll("figure[data-chart]").forEach(draw));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
