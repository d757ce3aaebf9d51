(function () {
  "use strict";
  var root = document.documentElement;
  var pages = Array.prototype.slice.call(document.querySelectorAll("div.page"));

  // The section that is being read, by its number, so that the other language opens at the same place.
  function reading(page) {
    var found = -1;
    page.querySelectorAll("section").forEach(function (section, index) {
      if (120 > section.getBoundingClientRect().top) { found = index; }
    });
    return found;
  }

  // The other language lies in the page squeezed, so that the page stays small.
  function unpacked(page) {
    if (!page.dataset.squeezed) { return Promise.resolve(page.unpacking); }
    var bytes = Uint8Array.from(atob(page.dataset.squeezed), function (letter) { return letter.charCodeAt(0); });
    delete page.dataset.squeezed;
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    page.unpacking = new Response(stream).text().then(function (html) {
      page.innerHTML = html;
      prepare(page);
    });
    return page.unpacking;
  }

  function say(lang) {
    var shown = pages.find(function (page) { return !page.hidden; });
    var wanted = pages.find(function (page) { return page.lang === lang; });
    if (!wanted || wanted === shown) { return; }
    unpacked(wanted).then(function () {
      var place = reading(shown);
      shown.hidden = true;
      wanted.hidden = false;
      root.lang = lang;
      document.title = wanted.dataset.title;
      if (place >= 0) { wanted.querySelectorAll("section")[place].scrollIntoView(); }
      wanted.querySelector("[data-say]").focus({ preventScroll: place >= 0 });
    });
  }

  function isDark() {
    var chosen = root.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  // Tables of one body: numbers by their exact value, the rest as words.
  function key(row, column) {
    var cell = row.cells[column];
    return cell.dataset.v !== undefined && cell.dataset.v !== "" ? Number(cell.dataset.v) : cell.textContent.trim();
  }
  function order(a, b) {
    var numbers = typeof a === "number" && typeof b === "number";
    if (numbers) { return a - b; }
    if (typeof a === typeof b) { return a.localeCompare(b, root.lang); }
    return typeof a === "number" ? -1 : 1;
  }
  function sortable(table) {
    var body = table.tBodies[0];
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var rows = Array.prototype.slice.call(body.rows);
        rows.sort(function (a, b) { return order(key(a, column), key(b, column)) * (down ? -1 : 1); });
        rows.forEach(function (row) { body.appendChild(row); });
      });
    });
  }

  // What goes on to the right shows it.
  function goesOn(box) {
    box.classList.toggle("more", box.scrollWidth - box.clientWidth - box.scrollLeft > 4);
  }
  var sizes = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(function (boxes) {
    boxes.forEach(function (entry) { goesOn(entry.target); });
  });

  // Figures that are folded away are opened for paper, and closed again.
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details.printed:not([open])"));
    opened.forEach(function (details) { details.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
  });

  // Gives a page its switches, and its tables headings that sort.
  function prepare(page) {
    page.querySelectorAll(".scroll, .sideways").forEach(function (box) {
      box.addEventListener("scroll", function () { goesOn(box); }, { passive: true });
      if (sizes) { sizes.observe(box); }
    });
    page.querySelectorAll("[data-say]").forEach(function (button) {
      button.hidden = typeof DecompressionStream === "undefined";
      button.addEventListener("click", function () { say(button.dataset.say); });
    });
    page.querySelectorAll("[data-theme-switch]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { root.dataset.theme = isDark() ? "light" : "dark"; });
    });
    page.querySelectorAll("table.sortable").forEach(sortable);
  }
  prepare(pages[0]);
}());
