// Files of a form[data-upload] go up one by one, each with its progress. Without this script the form sends
// them all at once, as forms do. The server needs to know nothing of it: each file is sent to the form's own
// address with the form's other fields, and the page that comes back is read as a person would:
//   [data-upload-result="ok"|"failed"]  what became of the file; otherwise
//   the notice (ok), or the error summary or main heading with the status of an error (failed)

const TEXT = {
  waiting: '等待上传',
  sending: '正在上传',
  reading: '已送达，正在检查',
  ok: '已上传',
  failed: '未能上传',
  lost: '连接中断，文件没有送达，请重试',
  again: '重试未成功的文件',
  view: '查看结果'
}

function element (name, className, text) {
  const node = document.createElement(name)
  if (className) node.className = className
  if (text) node.textContent = text
  return node
}

function words (node) {
  return node ? node.textContent.replace(/\s+/g, ' ').trim() : ''
}

/** What the page that came back says: { ok, text, url }. */
function readAnswer (xhr) {
  const page = xhr.response
  const good = xhr.status >= 200 && xhr.status < 400
  const answer = { ok: good, text: good ? TEXT.ok : TEXT.failed, url: xhr.responseURL }
  if (!page) return answer
  const result = page.querySelector('[data-upload-result]')
  const notice = page.querySelector('.govuk-notification-banner__heading')
  const problem = page.querySelector('.govuk-error-summary__list')
  if (result) {
    answer.ok = good && result.dataset.uploadResult === 'ok'
    answer.text = words(result)
  } else if (problem) {
    answer.ok = false
    answer.text = words(problem)
  } else if (!good) {
    answer.text = words(page.querySelector('main p')) || TEXT.failed
  } else if (notice) {
    answer.text = words(notice)
  }
  return answer
}

/** Send one file with the other fields of the form; resolves to what became of it. */
function send (form, input, file, onProgress) {
  return new Promise((resolve) => {
    const data = new FormData()
    for (const [name, value] of new FormData(form)) {
      if (name !== input.name) data.append(name, value)
    }
    data.append(input.name, file, file.name)
    const xhr = new XMLHttpRequest()
    xhr.open('POST', form.action)
    xhr.responseType = 'document'
    xhr.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    })
    xhr.addEventListener('load', () => resolve(readAnswer(xhr)))
    for (const lost of ['error', 'abort', 'timeout']) {
      xhr.addEventListener(lost, () => resolve({ ok: false, text: TEXT.lost, url: '' }))
    }
    xhr.send(data)
  })
}

class Upload {
  constructor (form) {
    this.form = form
    this.input = form.querySelector('input[type="file"]')
    this.button = form.querySelector('button[type="submit"]')
    this.list = element('ul', 'gk-uploads')
    this.status = element('p', 'govuk-body')
    this.status.setAttribute('role', 'status')
    this.again = element('button', 'govuk-button govuk-button--secondary', TEXT.again)
    this.again.type = 'button'
    this.again.hidden = true
    form.after(this.status, this.list, this.again)
    form.addEventListener('submit', (event) => {
      if (this.input.files.length === 0) return // the server says what is missing
      event.preventDefault()
      this.list.replaceChildren()
      this.run([...this.input.files].map((file) => this.row(file)))
    })
    this.again.addEventListener('click', () => this.run(this.failed))
  }

  row (file) {
    const item = element('li', 'gk-uploads__item')
    const state = element('span', 'gk-uploads__state', TEXT.waiting)
    const bar = element('progress')
    bar.max = 1
    bar.value = 0
    bar.setAttribute('aria-label', file.name)
    item.append(element('span', 'gk-uploads__name', file.name), state, bar)
    this.list.append(item)
    return { file, item, state, bar }
  }

  async run (rows) {
    this.button.disabled = true
    this.again.hidden = true
    this.failed = []
    let last = ''
    for (const [i, row] of rows.entries()) {
      this.status.textContent = `${TEXT.sending} ${i + 1} / ${rows.length}：${row.file.name}`
      const answer = await this.one(row)
      if (answer.ok) last = answer.url
      else this.failed.push(row)
    }
    this.button.disabled = false
    this.end(rows.length, last)
  }

  async one (row) {
    row.item.classList.remove('gk-uploads__item--failed')
    row.bar.hidden = false
    row.state.textContent = TEXT.sending
    const answer = await send(this.form, this.input, row.file, (part) => {
      row.bar.value = part
      row.state.textContent = part < 1 ? `${Math.floor(part * 100)}%` : TEXT.reading
    })
    row.bar.hidden = true
    row.state.textContent = answer.text
    row.item.classList.toggle('gk-uploads__item--failed', !answer.ok)
    return answer
  }

  end (sent, url) {
    const bad = this.failed.length
    this.status.textContent = bad === 0
      ? `${sent} 个文件全部上传完毕。`
      : `${sent - bad} 个文件已上传，${bad} 个未成功，原因见下。`
    this.again.hidden = bad === 0
    if (url) {
      const link = element('a', 'govuk-link', TEXT.view)
      link.href = url
      this.status.append(' ', link)
    }
    this.input.value = ''
    this.input.dispatchEvent(new Event('change'))
  }
}

for (const form of document.querySelectorAll('form[data-upload]')) new Upload(form)
