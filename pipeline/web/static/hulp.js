// Niets hier is nodig om te lezen of te zoeken: kopiëren met één knop, en bestanden slepen.
"use strict";

for (const knop of document.querySelectorAll("[data-kopieer]")) {
  knop.hidden = false;
  knop.addEventListener("click", async () => {
    const veld = document.getElementById(knop.dataset.kopieer);
    veld.select();
    try {
      await navigator.clipboard.writeText(veld.value);
    } catch {
      document.execCommand("copy");
    }
    knop.textContent = "Gekopieerd";
    setTimeout(() => { knop.textContent = "Kopieer citaat"; }, 2500);
  });
}

for (const vak of document.querySelectorAll("[data-werpvak]")) {
  const veld = vak.querySelector("input[type=file]");
  const tekst = vak.querySelector("[data-werpvak-tekst]");
  const toon = () => {
    const n = veld.files.length;
    if (n) tekst.textContent = n === 1 ? veld.files[0].name : n + " bestanden gekozen";
  };
  veld.addEventListener("change", toon);
  for (const soort of ["dragenter", "dragover"]) {
    vak.addEventListener(soort, (e) => { e.preventDefault(); vak.classList.add("boven-vak"); });
  }
  for (const soort of ["dragleave", "drop"]) {
    vak.addEventListener(soort, () => vak.classList.remove("boven-vak"));
  }
  vak.addEventListener("drop", (e) => {
    e.preventDefault();
    if (e.dataTransfer.files.length) { veld.files = e.dataTransfer.files; toon(); }
  });
}

// Op een smal scherm begint de lade met filters dicht.
if (window.matchMedia("(max-width: 56rem)").matches) {
  for (const lade of document.querySelectorAll(".filterlade")) lade.open = false;
}
