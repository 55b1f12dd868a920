(function () {
  "use strict";
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var byId = function (id) { return document.getElementById(id); };
  var article = byId("article"), title = byId("title"), card = byId("card"), body = byId("card-body"), status = byId("status"), clear = byId("clear"), slot = byId("slot");
  var blocks = all("#article > [data-k]"), refs = all("#title .ref, #article .ref"), cards = all(".quotes .card");
  var shown = 0, opener = null, pinned = false, quiet = false, chosen = null;

  function light(number, on) {
    all('[data-q="' + number + '"]').forEach(function (element) { element.classList.toggle("on", on); });
  }

  function hide() {
    if (!shown) { return; }
    light(shown, false);
    card.hidden = true;
    refs.forEach(function (ref) { ref.removeAttribute("aria-expanded"); });
    shown = 0;
    pinned = false;
  }

  function show(number, anchor) {
    var source = byId("q" + number);
    if (!source) { return; }
    if (shown !== number) {
      hide();
      body.textContent = "";
      Array.prototype.forEach.call(source.children, function (part) { body.appendChild(part.cloneNode(true)); });
      card.className = "card " + (source.className.match(/s\d/) || ["s0"])[0];
      shown = number;
      light(number, true);
    }
    card.hidden = false;
    var ref = byId("r" + number);
    if (ref) { ref.setAttribute("aria-expanded", "true"); }
    place(anchor);
  }

  function place(anchor) {
    var lines = anchor.getClientRects(), box = lines[lines.length - 1] || anchor.getBoundingClientRect();
    var left = Math.min(Math.max(box.left, 16), document.documentElement.clientWidth - card.offsetWidth - 16);
    // Below the line that was chosen, or above the whole quote, so that its words stay in sight.
    var below = box.bottom + 8, top = box.top;
    all('.q[data-q="' + shown + '"]').forEach(function (part) {
      var start = part.getBoundingClientRect().top;
      if (start > 0) { top = Math.min(top, start); }
    });
    var above = top - card.offsetHeight - 8;
    card.style.left = left + window.scrollX + "px";
    card.style.top = (below + card.offsetHeight < window.innerHeight || above < 0 ? below : above) + window.scrollY + "px";
  }

  function quoteAt(target) {
    var element = target.closest ? target.closest("[data-q]") : null;
    return element && (article.contains(element) || title.contains(element)) ? element : null;
  }

  [title, article].forEach(function (region) {
  region.addEventListener("mouseover", function (event) {
    var element = quoteAt(event.target);
    if (element && !pinned) { show(+element.dataset.q, element); }
  });
  region.addEventListener("mouseleave", function () { if (!pinned) { hide(); } });
  region.addEventListener("keydown", keys);
  region.addEventListener("focusin", function (event) {
    var ref = event.target.closest(".ref");
    if (ref && !pinned && !quiet) { show(+ref.dataset.q, ref); opener = ref; }
  });
  region.addEventListener("focusout", function () { if (!pinned) { hide(); } });
  });
  document.addEventListener("click", function (event) {
    if (card.contains(event.target)) {
      if (event.target.closest(".close")) { close(); }
      return;
    }
    var dot = event.target.closest("circle[data-q]"), element = dot ? byId("r" + dot.dataset.q) : quoteAt(event.target);
    if (!element || !element.offsetParent) { hide(); return; }
    if (dot) { element.scrollIntoView({ block: "center" }); element.focus(); }
    event.preventDefault();
    opener = byId("r" + element.dataset.q);
    show(+element.dataset.q, element);
    pinned = true;
    if (event.target.closest(".ref")) { card.focus(); }
  });

  function close() {
    hide();
    quiet = true;
    if (opener) { opener.focus(); }
    quiet = false;
  }

  function keys(event) {
    var ref = event.target.closest(".ref");
    if (!ref) { return; }
    var near = refs.filter(function (item) { return item.offsetParent; }), at = near.indexOf(ref), next = null;
    if (event.key === "ArrowRight" || event.key === "ArrowDown") { next = near[at + 1]; }
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp") { next = near[at - 1]; }
    else if (event.key === "Home") { next = near[0]; }
    else if (event.key === "End") { next = near[near.length - 1]; }
    else if (event.key === " ") { event.preventDefault(); ref.click(); return; }
    else { return; }
    event.preventDefault();
    if (next) { next.focus(); }
  }
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    if (shown) { close(); } else if (chosen) { filter(null); }
  });

  function has(list, key) { return (" " + list + " ").indexOf(" " + key + " ") >= 0; }

  function filter(button) {
    var key = button && button !== chosen ? button.dataset.filter : null;
    chosen = key ? button : null;
    hide();
    all(".who").forEach(function (item) { item.setAttribute("aria-pressed", String(item === chosen)); });
    all(".gap", article).forEach(function (gap) { gap.remove(); });
    all(".keep", article).forEach(function (element) { element.classList.remove("keep"); });
    article.classList.toggle("filtered", !!key);
    clear.hidden = !key;
    slot.textContent = "";
    var kept = {}, blocksShown = 0, said = 0, about = 0, skipped = 0;
    cards.forEach(function (item) {
      var own = item.dataset.s === key, of = has(item.dataset.a, key);
      item.hidden = !!key && !own && !of;
      if (own) { said += 1; } else if (of) { about += 1; }
      if (own) { kept[item.id.slice(1)] = true; }
    });
    all("circle[data-s]").forEach(function (dot) { dot.classList.toggle("off", !!key && dot.dataset.s !== key); });
    blocks.forEach(function (block) {
      var fits = !key || has(block.dataset.k, key);
      if (fits) { leave(skipped, block); skipped = 0; blocksShown += 1; } else { skipped += 1; }
      block.hidden = !fits;
    });
    leave(skipped, null);
    if (!key) { status.textContent = ""; return; }
    all("[data-q]", article).forEach(function (element) { if (kept[element.dataset.q]) { element.classList.add("keep"); } });
    all('.m[data-e="' + key + '"]', article).forEach(function (element) { element.classList.add("keep"); });
    var profile = document.querySelector('[data-profile="' + key + '"]');
    if (profile) { slot.appendChild(profile.cloneNode(true)); }
    status.textContent = button.querySelector("bdi").textContent + ": " + said + (said === 1 ? " quote" : " quotes") + ", spoken of in " + about + " more; " + blocksShown + " of " + blocks.length + " paragraphs shown.";
  }

  function leave(count, before) {
    if (!count) { return; }
    var gap = document.createElement("p");
    gap.className = "gap";
    gap.textContent = count + (count === 1 ? " paragraph" : " paragraphs") + " left out";
    article.insertBefore(gap, before);
  }

  all(".who").forEach(function (button) { button.addEventListener("click", function () { filter(button); }); });
  clear.addEventListener("click", function () { filter(chosen); });
  all(".unfold").forEach(function (button) {
    button.addEventListener("click", function () {
      var open = button.parentNode.classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
      button.hidden = open;
    });
  });
})();
