/** The page's words in Chinese, by those in English. */
const chinese = /** @type {Record<string, string>} */ ({
  "Text": "文本", "Second text": "第二段文本", "Target": "目标文本", "what a decoder reads that looks at the text": "解码器读取的文本",
  "Model": "模型", "Measure": "度量", "none": "无", "Similar to": "相似于", "the text whose similarity a measure explains": "度量所解释的相似文本",
  "Run": "运行", "Cancel": "取消", "Switch heads off": "关闭注意力头", "Attention": "注意力", "All on": "全部打开", "What changes": "变化",
  "Save": "保存", "Run (.safetensors)": "运行结果 (.safetensors)", "Figure (.png)": "图 (.png)", "Figure (.svg)": "图 (.svg)", "Figure (.pdf)": "图 (.pdf)",
  "of the encoder": "编码器", "of the decoder": "解码器", "from decoder to encoder": "解码器到编码器", "switch off": "关闭",
  "changed: Enter runs it": "已更改：按回车运行", "waiting, place": "等待中，位置", "running, layers:": "运行中，层数：", "cancelled": "已取消",
  "Vector of the text: cosine with the plain run's:": "文本向量与原始运行的余弦：", "prediction": "预测", "plain": "原始", "now": "现在",
});
const isChinese = navigator.language.startsWith("zh");

/** @param {string} words */
function say(words) {
  return (isChinese && chinese[words]) || words;
}

/** The page in the reader's language. */
function speak() {
  document.documentElement.lang = isChinese ? "zh-CN" : "en";
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-say]"))) {
    one.textContent = say(one.dataset.say ?? "");
  }
}
