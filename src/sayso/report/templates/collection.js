(function () {
  "use strict";
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var byId = function (id) { return document.getElementById(id); };
  var body = document.querySelector("#docs tbody"), find = byId("find"), clear = byId("clear"), status = byId("status"), heading = byId("documents");
  var rows = all("tr", body), texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  var chosen = null, waiting = 0;

  function apply() {
    var words = find.value.toLowerCase().split(/\s+/).filter(Boolean), key = chosen && chosen.dataset.key, shown = 0;
    rows.forEach(function (row, i) {
      var fits = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      fits = fits && (!key || (" " + row.dataset.p + " ").indexOf(" " + key + " ") >= 0);
      if (row.hidden === fits) { row.hidden = !fits; }
      shown += fits;
    });
    all(".pick").forEach(function (button) { button.setAttribute("aria-pressed", String(button === chosen)); });
    clear.hidden = !key && !words.length;
    status.textContent = clear.hidden ? "" : shown + " of " + rows.length + (key ? ", quoting " + chosen.textContent : "");
  }

  find.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(apply, 80); });
  all(".pick").forEach(function (button) {
    button.addEventListener("click", function () { 
      chosen = chosen === button ? null : button;
      apply();
      if (chosen) { heading.scrollIntoView(); heading.focus({ preventScroll: true }); }
    });
  });
  function reset() { chosen = null; find.value = ""; apply(); }
  clear.addEventListener("click", reset);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape" && !clear.hidden) { reset(); } });

  all("thead button", byId("docs")).forEach(function (button) {
    button.addEventListener("click", function () {
      var head = button.parentNode, column = Array.prototype.indexOf.call(head.parentNode.children, head), numeric = button.dataset.sort === "number";
      var before = head.getAttribute("aria-sort"), down = before ? before === "ascending" : numeric;
      all("th[aria-sort]", head.parentNode).forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      var keyed = rows.map(function (row, i) {
        var cell = row.children[column], value = cell.dataset.v === undefined ? cell.textContent : cell.dataset.v;
        return { row: row, at: i, key: numeric ? (value === "" ? -Infinity : +value) : value.toLowerCase() };
      });
      keyed.sort(function (a, b) {
        var order = a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
        return (down ? -order : order) || a.at - b.at;
      });
      var sheet = document.createDocumentFragment();
      keyed.forEach(function (item) { sheet.appendChild(item.row); });
      body.appendChild(sheet);
    });
  });
  all(".unfold").forEach(function (button) {
    button.addEventListener("click", function () {
      button.parentNode.classList.add("open");
      button.setAttribute("aria-expanded", "true");
      button.hidden = true;
    });
  });
})();
