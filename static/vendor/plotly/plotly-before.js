/* Written by manage.py vendor_assets. Plotly writes style attributes and the sheet of a map we never
   show; the policy forbids both. Attributes go through the CSSOM, which it allows. */
(function () {
  ["9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53"].forEach(function (id) {
    document.head.append(Object.assign(document.createElement("template"), { id: id }));
  });
  const plain = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style" && this.style) this.style.cssText = value;
    else plain.call(this, name, value);
  };
})();
