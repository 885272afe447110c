// What the library's components add where scripts run. Every page works without.
import {
  Button,
  createAll,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  SkipLink
} from 'govuk-frontend'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')

createAll(Button)
createAll(ErrorSummary)
createAll(NotificationBanner)
createAll(SkipLink)
createAll(PasswordInput, {
  i18n: {
    showPassword: '显示',
    hidePassword: '隐藏',
    showPasswordAriaLabel: '显示密码',
    hidePasswordAriaLabel: '隐藏密码',
    passwordShownAnnouncement: '密码已显示',
    passwordHiddenAnnouncement: '密码已隐藏'
  }
})
createAll(FileUpload, {
  i18n: {
    chooseFilesButton: '选择文件',
    dropInstruction: '或将文件拖到这里',
    noFileChosen: '尚未选择文件',
    multipleFilesChosen: { other: '已选择 %{count} 个文件' },
    enteredDropZone: '已进入放置区',
    leftDropZone: '已离开放置区'
  }
})
