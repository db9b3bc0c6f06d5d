<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Commands</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>Export &amp;as…</source>
        <translation>导出为(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Copy the result</source>
        <translation>复制结果(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste a photo</source>
        <translation>粘贴照片(&amp;P)</translation>
    </message>
    <message>
        <source>Pre&amp;ferences…</source>
        <translation>首选项(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Fit to the window</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>&amp;200 %</source>
        <translation>&amp;200 %</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>Show the &amp;edit only</source>
        <translation>只显示结果(&amp;E)</translation>
    </message>
    <message>
        <source>Compare &amp;split</source>
        <translation>分割对比(&amp;S)</translation>
    </message>
    <message>
        <source>Compare side &amp;by side</source>
        <translation>并排对比(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Next way to compare</source>
        <translation>下一种对比方式(&amp;N)</translation>
    </message>
    <message>
        <source>Sho&amp;w the original</source>
        <translation>显示原图(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Difference overlay</source>
        <translation>差异叠加(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Mask overlay</source>
        <translation>蒙版叠加(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Hand tool</source>
        <translation>手形工具(&amp;H)</translation>
    </message>
    <message>
        <source>Hide the p&amp;anels</source>
        <translation>隐藏面板(&amp;A)</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>全屏(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Edit the photo</source>
        <translation>编辑照片(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Stop now</source>
        <translation>立即停止(&amp;S)</translation>
    </message>
    <message>
        <source>Go to the &amp;instruction</source>
        <translation>转到指令(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Previous instruction</source>
        <translation>上一条指令(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Next instruction</source>
        <translation>下一条指令(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>模型(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Free the model&apos;s memory</source>
        <translation>释放模型内存(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Shortcuts…</source>
        <translation>快捷键(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Log…</source>
        <translation>日志(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;About Video4Edit…</source>
        <translation>关于 Video4Edit(&amp;A)…</translation>
    </message>
    <message>
        <source>Export the evo&amp;lution…</source>
        <translation>导出演变过程(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>画笔(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>橡皮擦(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation>套索(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Rectangle</source>
        <translation>矩形(&amp;R)</translation>
    </message>
    <message>
        <source>S&amp;maller brush</source>
        <translation>缩小画笔(&amp;M)</translation>
    </message>
    <message>
        <source>L&amp;arger brush</source>
        <translation>放大画笔(&amp;A)</translation>
    </message>
    <message>
        <source>S&amp;ofter brush</source>
        <translation>更柔的画笔(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Harder brush</source>
        <translation>更硬的画笔(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Feather</source>
        <translation>羽化(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Invert</source>
        <translation>反转(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation>清除(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;New from a photo…</source>
        <translation>从照片新建(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Save the project</source>
        <translation>保存项目(&amp;S)</translation>
    </message>
    <message>
        <source>Save the &amp;project as…</source>
        <translation>项目另存为(&amp;P)…</translation>
    </message>
    <message>
        <source>Add a &amp;folder to the queue…</source>
        <translation>将文件夹加入队列(&amp;F)…</translation>
    </message>
    <message>
        <source>Add this photo to the &amp;queue</source>
        <translation>将此照片加入队列(&amp;Q)</translation>
    </message>
    <message>
        <source>Start from the p&amp;hoto again</source>
        <translation>重新从照片开始(&amp;H)</translation>
    </message>
    <message>
        <source>Open a frame of a &amp;video…</source>
        <translation>打开视频中的一帧(&amp;V)…</translation>
    </message>
    <message>
        <source>E&amp;volution in a window</source>
        <translation>在窗口中显示演变(&amp;V)</translation>
    </message>
    <message>
        <source>Stop and &amp;keep draft</source>
        <translation>停止并保留草稿(&amp;K)</translation>
    </message>
    <message>
        <source>S&amp;tart from the edited area</source>
        <translation>以编辑区域为起点(&amp;T)</translation>
    </message>
    <message>
        <source>Ne&amp;w region</source>
        <translation>新建区域(&amp;W)</translation>
    </message>
    <message>
        <source>Rever&amp;t…</source>
        <translation>恢复到上次保存(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>&amp;Go on from here</source>
        <translation>从这里继续(&amp;G)</translation>
    </message>
    <message>
        <source>Re&amp;name</source>
        <translation>重命名(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>复制(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Dark canvas</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Middle grey canvas</source>
        <translation>中灰(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Light canvas</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>Canvas as the &amp;theme</source>
        <translation>跟随主题(&amp;T)</translation>
    </message>
    <message>
        <source>S&amp;witch off</source>
        <translation>关闭(&amp;W)</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Rotate &amp;left</source>
        <translation>向左旋转(&amp;L)</translation>
    </message>
    <message>
        <source>Rotate &amp;right</source>
        <translation>向右旋转(&amp;R)</translation>
    </message>
    <message>
        <source>Flip &amp;horizontally</source>
        <translation>水平翻转(&amp;H)</translation>
    </message>
    <message>
        <source>Flip &amp;vertically</source>
        <translation>垂直翻转(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Crop and straighten…</source>
        <translation>裁剪和拉直(&amp;C)…</translation>
    </message>
    <message>
        <source>Save as &amp;look…</source>
        <translation>另存为外观(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;Apply look…</source>
        <translation>应用外观(&amp;A)…</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>选区</translation>
    </message>
    <message>
        <source>&amp;Quick selection</source>
        <translation>快速选择(&amp;Q)</translation>
    </message>
    <message>
        <source>Ob&amp;ject in a box</source>
        <translation>框选物体(&amp;J)</translation>
    </message>
    <message>
        <source>Magic wan&amp;d</source>
        <translation>魔棒(&amp;D)</translation>
    </message>
    <message>
        <source>Select s&amp;ubject</source>
        <translation>选择主体(&amp;U)</translation>
    </message>
    <message>
        <source>Select bac&amp;kground</source>
        <translation>选择背景(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Grow</source>
        <translation>扩展(&amp;G)</translation>
    </message>
    <message>
        <source>Shri&amp;nk</source>
        <translation>收缩(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Show the selection</source>
        <translation>显示选区(&amp;S)</translation>
    </message>
    <message>
        <source>Select b&amp;y numbers…</source>
        <translation>按数值选择(&amp;Y)…</translation>
    </message>
    <message>
        <source>&amp;Teach by example…</source>
        <translation>通过示例教学(&amp;T)…</translation>
    </message>
    <message>
        <source>Evolution bet&amp;ween two pictures…</source>
        <translation>两张图片之间的演变(&amp;W)…</translation>
    </message>
    <message>
        <source>&amp;Compare variants…</source>
        <translation>比较变体(&amp;C)…</translation>
    </message>
    <message>
        <source>Finish at &amp;2K</source>
        <translation>以 2K 完成(&amp;2)</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>Sketch &amp;brush</source>
        <translation>草图画笔(&amp;B)</translation>
    </message>
    <message>
        <source>Sketch &amp;eraser</source>
        <translation>草图橡皮擦(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Show the sketch</source>
        <translation>显示草图(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Clear the sketch</source>
        <translation>清除草图(&amp;C)</translation>
    </message>
</context>
<context>
    <name>DroppedFiles</name>
    <message>
        <source>Photos (%1)</source>
        <translation>照片 (%1)</translation>
    </message>
    <message>
        <source>Videos (%1)</source>
        <translation>视频 (%1)</translation>
    </message>
    <message>
        <source>Projects (%1)</source>
        <translation>项目 (%1)</translation>
    </message>
    <message>
        <source>Photos, videos and projects (%1)</source>
        <translation>照片、视频和项目 (%1)</translation>
    </message>
</context>
<context>
    <name>Effects</name>
    <message>
        <source>black and white</source>
        <translation>黑白</translation>
    </message>
    <message>
        <source>sepia</source>
        <translation>棕褐色</translation>
    </message>
    <message>
        <source>warmer light</source>
        <translation>更暖的光线</translation>
    </message>
    <message>
        <source>cooler light</source>
        <translation>更冷的光线</translation>
    </message>
    <message>
        <source>vivid colours</source>
        <translation>鲜艳的色彩</translation>
    </message>
    <message>
        <source>brighter</source>
        <translation>更亮</translation>
    </message>
    <message>
        <source>darker</source>
        <translation>更暗</translation>
    </message>
    <message>
        <source>a colour tint</source>
        <translation>色调</translation>
    </message>
    <message>
        <source>night</source>
        <translation>夜晚</translation>
    </message>
    <message>
        <source>fog</source>
        <translation>雾</translation>
    </message>
    <message>
        <source>snow</source>
        <translation>雪</translation>
    </message>
    <message>
        <source>pencil sketch</source>
        <translation>铅笔素描</translation>
    </message>
    <message>
        <source>oil painting</source>
        <translation>油画</translation>
    </message>
    <message>
        <source>watercolour</source>
        <translation>水彩画</translation>
    </message>
    <message>
        <source>cartoon</source>
        <translation>卡通</translation>
    </message>
    <message>
        <source>restore an old photo</source>
        <translation>修复老照片</translation>
    </message>
    <message>
        <source>colourise</source>
        <translation>上色</translation>
    </message>
    <message>
        <source>blur the background</source>
        <translation>虚化背景</translation>
    </message>
    <message>
        <source>plain coloured background</source>
        <translation>纯色背景</translation>
    </message>
    <message>
        <source>background of two colours</source>
        <translation>双色渐变背景</translation>
    </message>
    <message>
        <source>recolour an object</source>
        <translation>更改物体颜色</translation>
    </message>
    <message>
        <source>remove an object</source>
        <translation>移除物体</translation>
    </message>
    <message>
        <source>repair a marked part</source>
        <translation>修补标记的部分</translation>
    </message>
    <message>
        <source>add something</source>
        <translation>添加物体</translation>
    </message>
    <message>
        <source>replace something</source>
        <translation>替换物体</translation>
    </message>
    <message>
        <source>another background</source>
        <translation>更换背景</translation>
    </message>
    <message>
        <source>remove the background</source>
        <translation>移除背景</translation>
    </message>
    <message>
        <source>cut something out</source>
        <translation>抠图</translation>
    </message>
    <message>
        <source>change text</source>
        <translation>修改文字</translation>
    </message>
    <message>
        <source>add text</source>
        <translation>添加文字</translation>
    </message>
    <message>
        <source>remove text</source>
        <translation>移除文字</translation>
    </message>
    <message>
        <source>change the material</source>
        <translation>更改材质</translation>
    </message>
    <message>
        <source>change a pose or action</source>
        <translation>改变姿势或动作</translation>
    </message>
    <message>
        <source>change a person</source>
        <translation>改变人物</translation>
    </message>
    <message>
        <source>rain</source>
        <translation>雨</translation>
    </message>
    <message>
        <source>storm</source>
        <translation>暴风雨</translation>
    </message>
    <message>
        <source>sunset</source>
        <translation>日落</translation>
    </message>
    <message>
        <source>sunrise</source>
        <translation>日出</translation>
    </message>
    <message>
        <source>sunshine</source>
        <translation>阳光</translation>
    </message>
    <message>
        <source>clouds</source>
        <translation>云</translation>
    </message>
    <message>
        <source>day</source>
        <translation>白天</translation>
    </message>
    <message>
        <source>another season</source>
        <translation>更换季节</translation>
    </message>
    <message>
        <source>clear the weather</source>
        <translation>天气转晴</translation>
    </message>
    <message>
        <source>other lighting</source>
        <translation>其他光照</translation>
    </message>
    <message>
        <source>light on one thing</source>
        <translation>局部光照</translation>
    </message>
    <message>
        <source>muted colours</source>
        <translation>柔和的色彩</translation>
    </message>
    <message>
        <source>contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>white balance</source>
        <translation>白平衡</translation>
    </message>
    <message>
        <source>sharpen</source>
        <translation>锐化</translation>
    </message>
    <message>
        <source>another style</source>
        <translation>其他风格</translation>
    </message>
    <message>
        <source>vintage look</source>
        <translation>复古风格</translation>
    </message>
    <message>
        <source>move the camera</source>
        <translation>移动镜头</translation>
    </message>
    <message>
        <source>resize something</source>
        <translation>改变物体大小</translation>
    </message>
    <message>
        <source>move something</source>
        <translation>移动物体</translation>
    </message>
    <message>
        <source>other changes</source>
        <translation>其他改变</translation>
    </message>
</context>
<context>
    <name>HistoryCommands</name>
    <message>
        <source>Duplicate a step</source>
        <translation>复制步骤</translation>
    </message>
    <message>
        <source>Remove a step</source>
        <translation>移除步骤</translation>
    </message>
    <message>
        <source>Show another step</source>
        <translation>显示其他步骤</translation>
    </message>
    <message>
        <source>Rename a step</source>
        <translation>重命名步骤</translation>
    </message>
    <message>
        <source>Switch on %1</source>
        <translation>打开%1</translation>
    </message>
    <message>
        <source>Switch off %1</source>
        <translation>关闭%1</translation>
    </message>
</context>
<context>
    <name>LayerNames</name>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Evolution %1 of %2</source>
        <translation>演变 %1/%2</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>蒙版</translation>
    </message>
</context>
<context>
    <name>ModelTexts</name>
    <message>
        <source>This model cannot be used yet: say below which model its file is.</source>
        <translation>此模型尚无法使用：请在下方说明其文件是哪个模型。</translation>
    </message>
    <message>
        <source>%1 for its weights, and more while it works</source>
        <translation>权重占 %1，运行时需要更多</translation>
    </message>
    <message>
        <source>%1 are free</source>
        <translation>可用 %1</translation>
    </message>
    <message>
        <source>that is too little</source>
        <translation>空间不足</translation>
    </message>
    <message>
        <source>%1 taken</source>
        <translation>已占用 %1</translation>
    </message>
    <message>
        <source>put it into %1</source>
        <translation>请放入 %1</translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <translation>缺少：%1</translation>
    </message>
    <message>
        <source>This model cannot be used yet.</source>
        <translation>此模型暂时无法使用。</translation>
    </message>
    <message>
        <source>A small model. It runs anywhere in seconds, and can do what is suggested under the instruction; anything else needs a large model.</source>
        <translation>小模型。在任何电脑上几秒即可运行，能完成指令下方建议的编辑；其他编辑需要大模型。</translation>
    </message>
    <message>
        <source>A large model that follows free instructions. It needs a graphics card, or patience.</source>
        <translation>可遵循自由指令的大模型。需要显卡，或者耐心。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Works at</source>
        <translation>工作尺寸</translation>
    </message>
    <message>
        <source>%1 × %2 pixels; your photo keeps its size</source>
        <translation>%1 × %2 像素；照片保持原尺寸</translation>
    </message>
    <message>
        <source>It has learnt</source>
        <translation>它学会了</translation>
    </message>
    <message>
        <source>It has not learnt</source>
        <translation>它没有学会</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>组成部分</translation>
    </message>
</context>
<context>
    <name>PanelCommand</name>
    <message>
        <source>Change the settings</source>
        <translation>更改设置</translation>
    </message>
</context>
<context>
    <name>QApplication</name>
    <message>
        <source>Edits photos as a video would: type what should change.</source>
        <translation>像视频一样编辑照片：输入想要的改变即可。</translation>
    </message>
    <message>
        <source>Print the milliseconds to the first paint and quit.</source>
        <translation>输出到首次绘制的毫秒数并退出。</translation>
    </message>
    <message>
        <source>Keep the settings in &lt;file&gt;.</source>
        <translation>将设置保存在 &lt;file&gt; 中。</translation>
    </message>
    <message>
        <source>Photos, folders or a project to open.</source>
        <translation>要打开的照片、文件夹或项目。</translation>
    </message>
</context>
<context>
    <name>QueueCommands</name>
    <message>
        <source>Add to the queue</source>
        <translation>加入队列</translation>
    </message>
    <message>
        <source>Remove from the queue</source>
        <translation>从队列中移除</translation>
    </message>
    <message>
        <source>Move in the queue</source>
        <translation>在队列中移动</translation>
    </message>
    <message>
        <source>Change the queue</source>
        <translation>更改队列</translation>
    </message>
</context>
<context>
    <name>QueueModel</name>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>Editing</source>
        <translation>编辑中</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>保存中</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>No instruction yet: double-click to write one</source>
        <translation>还没有指令：双击输入</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>第 %1 步，共 %2 步</translation>
    </message>
</context>
<context>
    <name>StepText</name>
    <message>
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
</context>
<context>
    <name>Teaching</name>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 等另外 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n 小时</numerusform>
        </translation>
    </message>
    <message>
        <source>They have too different shapes to show the same scene.</source>
        <translation>两者的比例相差太大，不可能是同一场景。</translation>
    </message>
    <message>
        <source>The edit is the same as the photo: nothing to learn.</source>
        <translation>编辑结果与照片相同：没有可学的内容。</translation>
    </message>
    <message>
        <source>A file is a pointer of Git LFS: fetch the picture itself.</source>
        <translation>有一个文件是 Git LFS 指针：请获取图片本身。</translation>
    </message>
    <message>
        <source>A picture cannot be opened.</source>
        <translation>有一张图片无法打开。</translation>
    </message>
    <message>
        <source>Without a partner: %1. Drop what belongs to them.</source>
        <translation>没有配对：%1。请拖入对应的图片。</translation>
    </message>
    <message>
        <source>More than two of one name: %1. Drop two at a time.</source>
        <translation>同名文件多于两个：%1。请每次拖入两个。</translation>
    </message>
    <message>
        <source>No pictures: %1.</source>
        <translation>不是图片：%1。</translation>
    </message>
    <message>
        <source>Cannot be read: %1.</source>
        <translation>无法读取：%1。</translation>
    </message>
    <message numerus="yes">
        <source>At least %n pairs are needed.</source>
        <translation>
            <numerusform>至少需要 %n 对。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 cannot be taught.</source>
        <translation>%1 无法教学。</translation>
    </message>
    <message>
        <source>%1 needs about %2 of memory to be taught; %3 is free. Choose a smaller model, or teach it on a larger computer.</source>
        <translation>教 %1 大约需要 %2 内存；可用 %3。请选择较小的模型，或在更大的电脑上进行。</translation>
    </message>
    <message>
        <source>Takes about %1 on this computer and %2 of memory.</source>
        <translation>在这台电脑上大约需要 %1 和 %2 内存。</translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s) are kept apart, to show you how well it learned.</source>
        <translation>
            <numerusform>留出 %n 对不用于学习，用来向您展示学习效果。</numerusform>
        </translation>
    </message>
    <message>
        <source>Waits while other work is done first</source>
        <translation>正在等待其他工作先完成</translation>
    </message>
    <message>
        <source>Looking at pair %1 of %2</source>
        <translation>正在查看第 %1 对，共 %2 对</translation>
    </message>
    <message>
        <source>Learning: step %1 of %2</source>
        <translation>学习中：第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>Trying it on pair %1 of %2 that it has not seen</source>
        <translation>正在未见过的第 %1 对上试用，共 %2 对</translation>
    </message>
    <message>
        <source>It has learned your edit well.</source>
        <translation>它很好地学会了您的编辑。</translation>
    </message>
    <message>
        <source>It has learned some of your edit. Training longer, or more pairs, may help.</source>
        <translation>它学会了您的编辑的一部分。延长训练或增加图片对可能会有帮助。</translation>
    </message>
    <message>
        <source>It has hardly learned your edit. It learns colours and tones best, from pairs that were all edited in the same way.</source>
        <translation>它几乎没有学会您的编辑。它最擅长从以同样方式编辑的图片对中学习颜色和色调。</translation>
    </message>
    <message numerus="yes">
        <source>On %n pair(s) that it had not seen, the model&apos;s edit is %1 near to yours; the photo as it was is %2 near (more is nearer).</source>
        <translation>
            <numerusform>在 %n 对未见过的图片上，模型的编辑与您的接近度为 %1；原照片为 %2（越大越接近）。</numerusform>
        </translation>
    </message>
    <message>
        <source>Training longer made it no better, so the earlier state was kept.</source>
        <translation>延长训练没有改善效果，因此保留了之前的状态。</translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s) could not be used: %1</source>
        <translation>
            <numerusform>%n 对无法使用：%1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n 对</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::AboutDialog</name>
    <message>
        <source>About Video4Edit</source>
        <translation>关于 Video4Edit</translation>
    </message>
    <message>
        <source>The program&apos;s icon</source>
        <translation>程序图标</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>版本 %1</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>About and licences</source>
        <translation>关于与许可证</translation>
    </message>
    <message>
        <source>Edits a photo as a short video would: the photo is the first frame, the edit the last one, and every frame in between is a weaker edit that you can stop at.</source>
        <translation>像短视频一样编辑照片：照片是第一帧，编辑结果是最后一帧，中间的每一帧都是强度较弱、可以随时停下的结果。</translation>
    </message>
    <message>
        <source>Everything runs on this computer. The program sends nothing anywhere: no telemetry, no accounts, no search for updates.</source>
        <translation>一切都在本机运行。程序不向任何地方发送数据：没有遥测，没有账户，也不检查更新。</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. It comes without any warranty.</source>
        <translation>基于 GNU 通用公共许可证第 3 版或更高版本的自由软件，不提供任何担保。</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::AlarmBar</name>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Your work could not be saved.</source>
        <translation>工作未能保存。</translation>
    </message>
    <message>
        <source>Save the project or export the photo now. Saving is tried again all the time.</source>
        <translation>请立即保存项目或导出照片。程序会不断重试保存。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::AreaDialog</name>
    <message>
        <source>Select by numbers</source>
        <translation>按数值选择</translation>
    </message>
    <message>
        <source>S&amp;hape:</source>
        <translation>形状(&amp;H):</translation>
    </message>
    <message>
        <source>&amp;Left:</source>
        <translation>左(&amp;L):</translation>
    </message>
    <message>
        <source>&amp;Top:</source>
        <translation>上(&amp;T):</translation>
    </message>
    <message>
        <source>&amp;Width:</source>
        <translation>宽(&amp;W):</translation>
    </message>
    <message>
        <source>H&amp;eight:</source>
        <translation>高(&amp;E):</translation>
    </message>
    <message>
        <source>&amp;As:</source>
        <translation>方式(&amp;A):</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <source>New selection</source>
        <translation>新建选区</translation>
    </message>
    <message>
        <source>Add to the selection</source>
        <translation>添加到选区</translation>
    </message>
    <message>
        <source>Take from the selection</source>
        <translation>从选区减去</translation>
    </message>
    <message>
        <source>What both have</source>
        <translation>与选区交叉</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Select</source>
        <translation>选择(&amp;S)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::AskBox</name>
    <message>
        <source>Have it written by a language model</source>
        <translation>让语言模型来写</translation>
    </message>
    <message>
        <source>By one that you run: llama.cpp, Ollama, vLLM, LM Studio</source>
        <translation>由您自己运行的模型：llama.cpp、Ollama、vLLM、LM Studio</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Address of the language model</source>
        <translation>语言模型的地址</translation>
    </message>
    <message>
        <source>Nothing is sent before you press the button below. A key is taken from the environment variable V4E_CHAT_KEY.</source>
        <translation>在您按下下面的按钮之前，不会发送任何内容。密钥取自环境变量 V4E_CHAT_KEY。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>the only one there</source>
        <translation>那里唯一的模型</translation>
    </message>
    <message>
        <source>Name of the language model</source>
        <translation>语言模型的名称</translation>
    </message>
    <message>
        <source>Wait at most</source>
        <translation>最多等待</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Seconds to wait at most</source>
        <translation>最多等待的秒数</translation>
    </message>
    <message>
        <source>Let it see the photo</source>
        <translation>让它看到照片</translation>
    </message>
    <message>
        <source>768 pixels at most, without place, date and the like</source>
        <translation>最多 768 像素，不含地点、日期等信息</translation>
    </message>
    <message>
        <source>Write the caption</source>
        <translation>撰写描述</translation>
    </message>
    <message>
        <source>Stop asking</source>
        <translation>停止询问</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>正在询问…</translation>
    </message>
    <message>
        <source>Written by %1.</source>
        <translation>由 %1 撰写。</translation>
    </message>
    <message>
        <source>No caption came, so it stays as it is. %1</source>
        <translation>没有得到描述，因此保持不变。%1</translation>
    </message>
    <message>
        <source>%1 is not this computer: the instruction leaves it.</source>
        <translation>%1 不是本机：指令将离开本机。</translation>
    </message>
    <message>
        <source>%1 is not this computer: the instruction and a small copy of the photo leave it.</source>
        <translation>%1 不是本机：指令和照片的小副本将离开本机。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::BaseSwitch</name>
    <message>
        <source>Builds</source>
        <translation>基于</translation>
    </message>
    <message>
        <source>on this edit</source>
        <translation>此编辑</translation>
    </message>
    <message>
        <source>on the photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>The next edit goes on from the one that is shown</source>
        <translation>下一次编辑从当前显示的编辑继续</translation>
    </message>
    <message>
        <source>The next edit starts from the photo again</source>
        <translation>下一次编辑重新从照片开始</translation>
    </message>
</context>
<context>
    <name>v4e::ui::Canvas</name>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>No photo is open.</source>
        <translation>没有打开照片。</translation>
    </message>
    <message>
        <source>%1 by %2 pixels, shown at %3 %. %4</source>
        <translation>%1 × %2 像素，显示比例 %3 %。%4</translation>
    </message>
    <message>
        <source>There is an edit.</source>
        <translation>已有编辑结果。</translation>
    </message>
    <message>
        <source>Not edited.</source>
        <translation>尚未编辑。</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
</context>
<context>
    <name>v4e::ui::CanvasBar</name>
    <message>
        <source>Hold to see the original (\)</source>
        <translation>按住查看原图 (\)</translation>
    </message>
    <message>
        <source>Hold to see the original</source>
        <translation>按住查看原图</translation>
    </message>
    <message>
        <source>Drag the result from here into a folder or another program</source>
        <translation>从这里将结果拖到文件夹或其他程序中</translation>
    </message>
    <message>
        <source>Drag the result out</source>
        <translation>拖出结果</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>v4e::ui::CaptionBox</name>
    <message>
        <source>&amp;What will happen</source>
        <translation>将会发生什么(&amp;W)</translation>
    </message>
    <message>
        <source>Back to automatic</source>
        <translation>恢复自动</translation>
    </message>
    <message>
        <source>Write it from the instruction again</source>
        <translation>重新由指令生成</translation>
    </message>
    <message>
        <source>Type an instruction: here you see how the photo will evolve.</source>
        <translation>输入指令后，这里会显示照片将如何演变。</translation>
    </message>
    <message>
        <source>Evolution caption</source>
        <translation>演变描述</translation>
    </message>
    <message>
        <source>What the model is told. Write here to say it in your own words.</source>
        <translation>这是告诉模型的内容，可在此用自己的话改写。</translation>
    </message>
    <message>
        <source>Kind of edit</source>
        <translation>编辑类型</translation>
    </message>
    <message>
        <source>How it evolves</source>
        <translation>演变方式</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>风格</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Weather and light</source>
        <translation>天气与光线</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>changes in place</source>
        <translation>原地变化</translation>
    </message>
    <message>
        <source>rearranges things</source>
        <translation>重新布局</translation>
    </message>
    <message>
        <source>Taught by examples: a LoRA that is on knows these words.</source>
        <translation>由示例教会：一个已启用的 LoRA 认识这些词。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::CompareWindow</name>
    <message>
        <source>“%1”, %2</source>
        <translation>“%1”，%2</translation>
    </message>
    <message>
        <source>Variant %1 of %2</source>
        <translation>变体 %1 / %2</translation>
    </message>
    <message>
        <source>Compare variants</source>
        <translation>比较变体</translation>
    </message>
    <message>
        <source>C&amp;hange the variants…</source>
        <translation>更改变体(&amp;H)…</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>C&amp;ompare</source>
        <translation>比较(&amp;O)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::CompareWorkspace</name>
    <message>
        <source>Open a photo first.</source>
        <translation>请先打开一张照片。</translation>
    </message>
    <message>
        <source>Write in the main window what to change.</source>
        <translation>请在主窗口中写出要更改的内容。</translation>
    </message>
    <message>
        <source>The step that these variants were made of has been removed from the history.</source>
        <translation>这些变体所基于的步骤已从历史记录中移除。</translation>
    </message>
    <message>
        <source>This edit is in the history now.</source>
        <translation>此编辑现已在历史记录中。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::EditEngine</name>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Writing the caption</source>
        <translation>正在撰写描述</translation>
    </message>
    <message>
        <source>Reading the instruction</source>
        <translation>正在读取指令</translation>
    </message>
    <message>
        <source>Making the edit</source>
        <translation>正在编辑</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>正在保存</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>This is not supported.</source>
        <translation>不支持此操作。</translation>
    </message>
    <message>
        <source>%1 · step %2 of %3</source>
        <translation>%1 · 第 %2 步，共 %3 步</translation>
    </message>
    <message>
        <source>about %1 s left</source>
        <translation>约剩 %1 秒</translation>
    </message>
    <message>
        <source>about %1 min left</source>
        <translation>约剩 %1 分钟</translation>
    </message>
    <message>
        <source>There is not enough memory. Close other programs, or try fewer frames or a smaller model.</source>
        <translation>内存不足。请关闭其他程序，或尝试更少的帧数或更小的模型。</translation>
    </message>
    <message>
        <source>Reading the photo</source>
        <translation>正在读取照片</translation>
    </message>
    <message>
        <source>Preparing the frames</source>
        <translation>正在生成各帧</translation>
    </message>
    <message>
        <source>Blending into your photo</source>
        <translation>正在融合到照片中</translation>
    </message>
    <message>
        <source>This does not work.</source>
        <translation>无法这样操作。</translation>
    </message>
    <message>
        <source>Could not read the file.</source>
        <translation>无法读取文件。</translation>
    </message>
    <message>
        <source>This file is damaged, or is not what its name says.</source>
        <translation>文件已损坏，或与其扩展名不符。</translation>
    </message>
    <message>
        <source>Could not save the file.</source>
        <translation>无法保存文件。</translation>
    </message>
    <message>
        <source>These model files do not match.</source>
        <translation>这些模型文件不匹配。</translation>
    </message>
    <message>
        <source>Something went wrong in the program.</source>
        <translation>程序内部出现错误。</translation>
    </message>
    <message>
        <source>Variation %1 of %2 · %3</source>
        <translation>第 %1 个变体，共 %2 个 · %3</translation>
    </message>
    <message>
        <source>about %1 h left</source>
        <translation>约剩 %1 小时</translation>
    </message>
    <message>
        <source>Updating %1 of %2 steps</source>
        <translation>正在更新步骤 %1 / %2</translation>
    </message>
    <message>
        <source>Updating the step</source>
        <translation>正在更新步骤</translation>
    </message>
    <message>
        <source>Step %1 of %2 · %3</source>
        <translation>第 %1 步，共 %2 步 · %3</translation>
    </message>
</context>
<context>
    <name>v4e::ui::EditSession</name>
    <message>
        <source>%1 takes at least %2 of memory for this, and %3 are free.</source>
        <translation>%1 至少需要 %2 内存，而可用内存为 %3。</translation>
    </message>
    <message>
        <source>Choose another model…</source>
        <translation>选择其他模型…</translation>
    </message>
    <message numerus="yes">
        <source>Try with %n frame(s)</source>
        <translation>
            <numerusform>尝试 %n 帧</numerusform>
        </translation>
    </message>
    <message>
        <source>Use %1 (%2)</source>
        <translation>改用 %1（%2）</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>Edit anyway</source>
        <translation>仍然编辑</translation>
    </message>
    <message>
        <source>Stopped. Nothing of this edit was kept.</source>
        <translation>已停止。此次编辑未保留任何结果。</translation>
    </message>
    <message>
        <source>Stopped. No variation was kept.</source>
        <translation>已停止。未保留任何变体。</translation>
    </message>
    <message>
        <source>Stopped. Kept: %1 of %2 variations.</source>
        <translation>已停止。保留了 %1 个变体，共 %2 个。</translation>
    </message>
    <message>
        <source>Strength of %1</source>
        <translation>%1的强度</translation>
    </message>
    <message>
        <source>Stopped. This step does not show the changed steps before it.</source>
        <translation>已停止。此步骤尚未体现前面步骤的更改。</translation>
    </message>
    <message>
        <source>Update now</source>
        <translation>立即更新</translation>
    </message>
    <message>
        <source>Stopped. Kept: %1 of %2 steps of the look.</source>
        <translation>已停止。已保留外观中的 %1 个步骤，共 %2 个。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::EvolutionDialog</name>
    <message>
        <source>OpenCV has no encoder for WebM on this computer. Choose another format.</source>
        <translation>此电脑上的 OpenCV 没有 WebM 编码器。请选择其他格式。</translation>
    </message>
    <message>
        <source>A folder with one PNG file for each frame.</source>
        <translation>一个文件夹，每帧一个 PNG 文件。</translation>
    </message>
    <message>
        <source>Plays everywhere, in 256 colours a frame; the file becomes large.</source>
        <translation>随处可播放，每帧 256 色；文件较大。</translation>
    </message>
    <message>
        <source>Whether a video starts over at its end is up to the player.</source>
        <translation>视频结束后是否重播取决于播放器。</translation>
    </message>
    <message>
        <source>Export the evolution</source>
        <translation>导出演变过程</translation>
    </message>
    <message>
        <source>&amp;File:</source>
        <translation>文件(&amp;F)：</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>浏览(&amp;B)…</translation>
    </message>
    <message>
        <source>F&amp;ormat:</source>
        <translation>格式(&amp;O)：</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>MP4 video</source>
        <translation>MP4 视频</translation>
    </message>
    <message>
        <source>WebM video</source>
        <translation>WebM 视频</translation>
    </message>
    <message>
        <source>GIF animation</source>
        <translation>GIF 动画</translation>
    </message>
    <message>
        <source>Frames as PNG files</source>
        <translation>各帧保存为 PNG 文件</translation>
    </message>
    <message>
        <source>Frames per &amp;second:</source>
        <translation>每秒帧数(&amp;S)：</translation>
    </message>
    <message>
        <source>Frames per second</source>
        <translation>每秒帧数</translation>
    </message>
    <message>
        <source>Si&amp;ze:</source>
        <translation>大小(&amp;Z)：</translation>
    </message>
    <message>
        <source>&amp;Repeat endlessly</source>
        <translation>无限循环(&amp;R)</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>Play forwards &amp;and back</source>
        <translation>正向再反向播放(&amp;T)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::EvolutionExport</name>
    <message>
        <source>Saved as %1.</source>
        <translation>已保存为 %1。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::EvolutionWindow</name>
    <message>
        <source>Evolution</source>
        <translation>演变</translation>
    </message>
    <message>
        <source>Space plays, the arrow keys step, F11 fills the screen, Escape closes.</source>
        <translation>空格播放，方向键逐帧，F11 全屏，Esc 关闭。</translation>
    </message>
    <message>
        <source>The steps from photo to edit appear here</source>
        <translation>从照片到结果的各个步骤显示在这里</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ExportDialog</name>
    <message>
        <source>JPEG has no transparency: it becomes white.</source>
        <translation>JPEG 不支持透明，透明处将变为白色。</translation>
    </message>
    <message>
        <source>This format has 8 bits per channel; PNG and TIFF keep all 16.</source>
        <translation>此格式每通道 8 位；PNG 和 TIFF 可保留全部 16 位。</translation>
    </message>
    <message>
        <source>Every pixel outside the edit stays as it was, bit for bit.</source>
        <translation>编辑区域之外的每个像素都逐位保持不变。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Photos (%1)</source>
        <translation>照片 (%1)</translation>
    </message>
    <message>
        <source>“%1” already exists. Replace it?</source>
        <translation>“%1”已存在。要替换吗？</translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>替换(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;File:</source>
        <translation>文件(&amp;F)：</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>浏览(&amp;B)…</translation>
    </message>
    <message>
        <source>F&amp;ormat:</source>
        <translation>格式(&amp;O)：</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>&amp;Quality:</source>
        <translation>质量(&amp;Q)：</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>&amp;Lossless</source>
        <translation>无损(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Metadata:</source>
        <translation>元数据(&amp;M)：</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>元数据</translation>
    </message>
    <message>
        <source>Keep all</source>
        <translation>全部保留</translation>
    </message>
    <message>
        <source>Keep, without location</source>
        <translation>保留，但去掉拍摄地点</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>Si&amp;ze:</source>
        <translation>大小(&amp;Z)：</translation>
    </message>
    <message>
        <source>&amp;Depth:</source>
        <translation>位深(&amp;D)：</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>位深</translation>
    </message>
    <message>
        <source>%1 bits per channel</source>
        <translation>每通道 %1 位</translation>
    </message>
    <message>
        <source>Colo&amp;urs:</source>
        <translation>色彩(&amp;U)：</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>色彩</translation>
    </message>
    <message>
        <source>Same as photo</source>
        <translation>与照片相同</translation>
    </message>
    <message>
        <source>&amp;Write the instruction into the file</source>
        <translation>将指令写入文件(&amp;W)</translation>
    </message>
    <message>
        <source>Dropping the file on the window then brings instruction and settings back. Left out together with the metadata, nothing but the label that a model took part remains.</source>
        <translation>将文件拖到窗口上即可恢复指令和设置。若与元数据一并不写入,则只保留有模型参与的标记。</translation>
    </message>
    <message>
        <source>Give the file a name.</source>
        <translation>请输入文件名。</translation>
    </message>
    <message>
        <source>The folder “%1” does not exist.</source>
        <translation>文件夹“%1”不存在。</translation>
    </message>
    <message>
        <source>“%1” is a folder. Give the file a name in it.</source>
        <translation>“%1”是文件夹。请为其中的文件命名。</translation>
    </message>
    <message>
        <source>The folder “%1” is not writable.</source>
        <translation>文件夹“%1”不可写入。</translation>
    </message>
    <message>
        <source>With la&amp;yers</source>
        <translation>带图层(&amp;Y)</translation>
    </message>
    <message>
        <source>For Krita, GIMP and Photoshop: the photo, the states in between (hidden), the edit with what it changed, and the mask (hidden). The states are made at full size, so it takes longer.</source>
        <translation>供 Krita、GIMP 和 Photoshop 使用：照片、中间状态（隐藏）、编辑及其改动的部分，以及蒙版（隐藏）。中间状态以完整尺寸生成，因此需要更长时间。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::FileIntake</name>
    <message>
        <source>Add %1 to the model folders?</source>
        <translation>将 %1 添加到模型文件夹？</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Pasted photo</source>
        <translation>粘贴的照片</translation>
    </message>
    <message>
        <source>There is no picture in the clipboard.</source>
        <translation>剪贴板中没有图片。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::FilmRemedies</name>
    <message>
        <source>Latent frames</source>
        <translation>潜在帧</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>1 of </source>
        <comment>every so many-th frame</comment>
        <translation>每几帧留一帧：</translation>
    </message>
    <message>
        <source>Once the layout is settled, only every so many-th latent frame goes on: it is faster, and leaves fewer states between photo and edit. What it does to the picture has not been measured with published weights.</source>
        <translation>布局确定之后，只有每隔若干帧的潜在帧继续：更快，照片与结果之间的状态也更少。对画面的影响尚未用公开发布的权重测量过。</translation>
    </message>
    <message>
        <source>End as a still</source>
        <translation>以静止画面收尾</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Makes the sharpest of the late frames once more as a picture in which nothing moves, from this noise level: a higher one makes more of it anew, and takes longer. What it does to the picture has not been measured with published weights.</source>
        <translation>把后段最清晰的一帧从这个噪声水平起重做一次，作为一幅没有任何东西移动的画面：数值越高，重做得越多，耗时也越长。对画面的影响尚未用公开发布的权重测量过。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::FinishButton</name>
    <message>
        <source>Finish at 2K</source>
        <translation>以 2K 完成</translation>
    </message>
    <message>
        <source>Makes this edit once more with ChronoEdit&apos;s upscaler LoRA, up to 2048 pixels along the longer side. It becomes the next step, and takes several times as long as an edit.</source>
        <translation>用 ChronoEdit 的放大 LoRA 把这个结果再做一遍，长边最多 2048 像素。它会成为下一步，耗时是一次编辑的数倍。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::FinishWorkspace</name>
    <message>
        <source>Finish at 2K</source>
        <translation>以 2K 完成</translation>
    </message>
</context>
<context>
    <name>v4e::ui::GatherPage</name>
    <message>
        <source>A folder with photos and edits</source>
        <translation>包含照片和编辑结果的文件夹</translation>
    </message>
    <message>
        <source>Photos and their edits</source>
        <translation>照片及其编辑结果</translation>
    </message>
    <message>
        <source>Add &amp;files…</source>
        <translation>添加文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Add f&amp;older…</source>
        <translation>添加文件夹(&amp;O)…</translation>
    </message>
    <message>
        <source>Sw&amp;ap</source>
        <translation>对调(&amp;A)</translation>
    </message>
    <message>
        <source>The photo is the edit, and the edit the photo</source>
        <translation>把照片当作编辑结果，把编辑结果当作照片</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Words to ask with</source>
        <translation>使用的词语(&amp;W)</translation>
    </message>
    <message>
        <source>Words to ask with</source>
        <translation>使用的词语</translation>
    </message>
    <message>
        <source>our studio look</source>
        <translation>我们的工作室风格</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>Model to teach</source>
        <translation>要教的模型</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>Start teaching</source>
        <translation>开始教学</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>正在查找模型…</translation>
    </message>
    <message>
        <source>Looking at the pictures…</source>
        <translation>正在查看图片…</translation>
    </message>
    <message numerus="yes">
        <source>%n more pair(s) needed; ten to fifty are better.</source>
        <translation>
            <numerusform>还需要 %n 对；十到五十对更好。</numerusform>
        </translation>
    </message>
    <message>
        <source>More than %1 pairs: remove some. For larger sets there is the command line.</source>
        <translation>超过 %1 对：请移除一些。更大的集合请使用命令行。</translation>
    </message>
    <message>
        <source>Working out how long it takes…</source>
        <translation>正在计算所需时间…</translation>
    </message>
    <message>
        <source>Give it a name: the words you will type.</source>
        <translation>请给它起个名字：您将输入的词语。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::GenerateBox</name>
    <message>
        <source>Waiting for its turn</source>
        <translation>正在排队</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message numerus="yes">
        <source>Make %n edit(s)</source>
        <translation>
            <numerusform>生成 %n 个结果</numerusform>
        </translation>
    </message>
    <message>
        <source>Edit photo</source>
        <translation>编辑照片</translation>
    </message>
    <message>
        <source>Make the edit (Ctrl+Return)</source>
        <translation>开始编辑 (Ctrl+Return)</translation>
    </message>
    <message>
        <source>Progress of the edit</source>
        <translation>编辑进度</translation>
    </message>
    <message>
        <source>Stop now</source>
        <translation>立即停止</translation>
    </message>
    <message>
        <source>Stopping, keeping the draft…</source>
        <translation>正在停止并保留草稿…</translation>
    </message>
    <message>
        <source>Stops at once and keeps nothing of this edit</source>
        <translation>立即停止，不保留此次编辑</translation>
    </message>
    <message>
        <source>Stop and keep draft</source>
        <translation>停止并保留草稿</translation>
    </message>
    <message>
        <source>Stops after this step and keeps the unfinished edit</source>
        <translation>完成当前步骤后停止，并保留未完成的结果</translation>
    </message>
</context>
<context>
    <name>v4e::ui::HistoryView</name>
    <message>
        <source>History: %1</source>
        <translation>历史：%1</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Name of the step</source>
        <translation>步骤名称</translation>
    </message>
    <message>
        <source>%1, made from %2</source>
        <comment>a step of the history</comment>
        <translation>%1，由 %2 制作</translation>
    </message>
    <message>
        <source>Every edit becomes a step here</source>
        <translation>每次编辑都会成为这里的一个步骤</translation>
    </message>
    <message>
        <source>&amp;Show this step</source>
        <translation>显示此步骤(&amp;S)</translation>
    </message>
    <message>
        <source>%1, switched off</source>
        <comment>a step of the history</comment>
        <translation>%1，已关闭</translation>
    </message>
    <message>
        <source>%1, out of date</source>
        <comment>a step of the history</comment>
        <translation>%1，需要更新</translation>
    </message>
</context>
<context>
    <name>v4e::ui::HistoryWorkspace</name>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>历史(&amp;H)</translation>
    </message>
    <message>
        <source>S&amp;witch on</source>
        <translation>打开(&amp;W)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::InstructionPanel</name>
    <message>
        <source>Nobody has said yet which model this is: open Models.</source>
        <translation>尚未说明这是哪个模型：请打开“模型”。</translation>
    </message>
    <message>
        <source>A LoRA does not fit this model. Switch it off or remove it.</source>
        <translation>有 LoRA 不适用于此模型。请将其关闭或移除。</translation>
    </message>
    <message>
        <source>Open a photo first.</source>
        <translation>请先打开一张照片。</translation>
    </message>
    <message>
        <source>Type an instruction first.</source>
        <translation>请先输入指令。</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>正在查找模型…</translation>
    </message>
    <message>
        <source>Parts of this model are missing. Choose another one, or open Models.</source>
        <translation>此模型缺少部分文件。请选择其他模型，或打开“模型”窗口。</translation>
    </message>
    <message>
        <source>&amp;Instruction</source>
        <translation>指令(&amp;I)</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>What should change? For example: make it snow</source>
        <translation>想改变什么？例如：make it snow</translation>
    </message>
    <message>
        <source>Alt+Up and Alt+Down bring back earlier instructions</source>
        <translation>Alt+上/下 可找回以前的指令</translation>
    </message>
    <message>
        <source>Select the part first.</source>
        <translation>请先选择该部分。</translation>
    </message>
    <message>
        <source>Only what is selected will be edited.</source>
        <translation>只编辑所选部分。</translation>
    </message>
    <message>
        <source>What is selected will be edited, as the background.</source>
        <translation>将把选中的部分作为背景来编辑。</translation>
    </message>
    <message>
        <source>This model cannot edit by that method. Choose another method, or another model.</source>
        <translation>此模型无法用该方法进行编辑。请选择其他方法或其他模型。</translation>
    </message>
    <message>
        <source>What is it that you sketched? For example: a crown and a hat</source>
        <translation>您画的是什么？例如：一顶王冠和一顶帽子</translation>
    </message>
    <message>
        <source>What is sketched will be made real.</source>
        <translation>画上的草图会变成真实的东西。</translation>
    </message>
    <message>
        <source>To make the sketch real, ChronoEdit&apos;s paint-brush LoRA has to be on. Clear the sketch to edit without it.</source>
        <translation>要让草图变成真实的东西，必须打开 ChronoEdit 的画笔 LoRA。如要不用草图来编辑，请清除它。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LearnPage</name>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>How far it has learned</source>
        <translation>学习进度</translation>
    </message>
    <message>
        <source>You can go on working: what you edit goes first, and learning waits for it; photos of the queue wait until it has learned. Closing this window stops nothing, and closing the program loses no more than half a minute: you can go on next time.</source>
        <translation>您可以继续工作：您的编辑优先，学习会等待；队列中的照片要等学习完成。关闭此窗口不会停止任何工作，关闭程序最多损失半分钟：下次可以继续。</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>Stop trai&amp;ning</source>
        <translation>停止训练(&amp;N)</translation>
    </message>
    <message>
        <source>Back to what was learned before</source>
        <translation>回到之前学到的状态</translation>
    </message>
    <message>
        <source>T&amp;hrow away…</source>
        <translation>丢弃(&amp;H)…</translation>
    </message>
    <message numerus="yes">
        <source>%1 learns “%2” from %n pair(s)</source>
        <translation>
            <numerusform>%1 正在从 %n 对图片学习“%2”</numerusform>
        </translation>
    </message>
    <message>
        <source>It stopped.</source>
        <translation>已中断。</translation>
    </message>
    <message>
        <source>Paused.</source>
        <translation>已暂停。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LogWindow</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>C&amp;opy</source>
        <translation>复制(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>The log is empty.</source>
        <translation>日志为空。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MainWindow</name>
    <message>
        <source>Saved as %1.</source>
        <translation>已保存为 %1。</translation>
    </message>
    <message>
        <source>There is no model to edit with.</source>
        <translation>没有可用于编辑的模型。</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>生成(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Opening the photo…</source>
        <translation>正在打开照片…</translation>
    </message>
    <message>
        <source>&amp;Clear this list</source>
        <translation>清空列表(&amp;C)</translation>
    </message>
    <message>
        <source>%1[*] – Video4Edit</source>
        <translation>%1[*] – Video4Edit</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>No models found. Open Models to add a folder.</source>
        <translation>未找到模型。请在“模型”中添加文件夹。</translation>
    </message>
    <message>
        <source>An edit is still running. Stop it and close?</source>
        <translation>编辑仍在进行。要停止并关闭吗？</translation>
    </message>
    <message>
        <source>The queue is still running. Close now and continue next time?</source>
        <translation>队列仍在运行。要现在关闭并在下次继续吗？</translation>
    </message>
    <message>
        <source>&amp;Canvas</source>
        <translation>画布(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Undo: %1</source>
        <translation>撤销(&amp;U)：%1</translation>
    </message>
    <message>
        <source>&amp;Redo: %1</source>
        <translation>重做(&amp;R)：%1</translation>
    </message>
    <message>
        <source>Ov&amp;erwrite %1</source>
        <translation>覆盖 %1(&amp;E)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MaskPanel</name>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Si&amp;ze</source>
        <translation>大小(&amp;Z)</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Size of the brush ([ and ], or Alt and the wheel)</source>
        <translation>画笔大小（[ 和 ]，或 Alt 加滚轮）</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>Brush size in photo pixels</source>
        <translation>以照片像素计的画笔大小</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>硬度(&amp;Q)</translation>
    </message>
    <message>
        <source>Brush hardness</source>
        <translation>画笔硬度</translation>
    </message>
    <message>
        <source>Paint on the selection</source>
        <translation>在选区上绘制</translation>
    </message>
    <message>
        <source>Add a region</source>
        <translation>添加区域(&amp;O)</translation>
    </message>
    <message>
        <source>Hardness of the brush&apos;s edge (Shift and [ or ], or Alt, Shift and the wheel)</source>
        <translation>画笔边缘的硬度（Shift 加 [ 或 ]，或 Alt、Shift 加滚轮）</translation>
    </message>
    <message>
        <source>Strength by region</source>
        <translation>分区强度</translation>
    </message>
    <message>
        <source>Paint a part of the photo and choose its own strength: the sky at 80 %, a face at 20 %.</source>
        <translation>在照片的一部分上绘制，并为其单独选择强度：例如天空 80 %，面部 20 %。</translation>
    </message>
    <message>
        <source>For</source>
        <translation>用于</translation>
    </message>
    <message>
        <source>this edit</source>
        <translation>当前编辑</translation>
    </message>
    <message>
        <source>Where the edit that is shown acts; it is merged again at once</source>
        <translation>当前编辑起作用的区域，会立即重新合成</translation>
    </message>
    <message>
        <source>the next edit</source>
        <translation>下一次编辑</translation>
    </message>
    <message>
        <source>What the next edit is of; the one that is shown stays as it is</source>
        <translation>下一次编辑的对象，当前编辑保持不变</translation>
    </message>
    <message>
        <source>Looking for its outline…</source>
        <translation>正在寻找轮廓…</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差(&amp;M)</translation>
    </message>
    <message>
        <source>Tolerance of the magic wand</source>
        <translation>魔棒容差</translation>
    </message>
    <message>
        <source>By how much a colour may differ from the one that the magic wand is put on</source>
        <translation>与魔棒点选的颜色可相差多少</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>选区</translation>
    </message>
    <message>
        <source>Where the edit acts</source>
        <translation>编辑起作用的区域</translation>
    </message>
    <message>
        <source>Only inside it</source>
        <translation>仅在选区内</translation>
    </message>
    <message>
        <source>Also inside it</source>
        <translation>也在选区内</translation>
    </message>
    <message>
        <source>Exactly inside it</source>
        <translation>恰在选区内</translation>
    </message>
    <message>
        <source>What the selection does</source>
        <translation>选区的作用</translation>
    </message>
    <message>
        <source>Feather, grow, shrink by</source>
        <translation>羽化、扩展、收缩(&amp;B)</translation>
    </message>
    <message>
        <source>Feather, grow and shrink by photo pixels</source>
        <translation>羽化、扩展和收缩的照片像素数</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MaskSession</name>
    <message>
        <source>Invert the selection</source>
        <translation>反转选区</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>清除选区</translation>
    </message>
    <message>
        <source>Feather the selection</source>
        <translation>羽化选区</translation>
    </message>
    <message>
        <source>Select what was changed</source>
        <translation>选择已改变的区域</translation>
    </message>
    <message>
        <source>Change what the selection does</source>
        <translation>更改选区的作用</translation>
    </message>
    <message>
        <source>Add a region</source>
        <translation>添加区域</translation>
    </message>
    <message>
        <source>Remove a region</source>
        <translation>移除区域</translation>
    </message>
    <message>
        <source>Move a region in time</source>
        <translation>移动区域的时间</translation>
    </message>
    <message>
        <source>Grow the selection</source>
        <translation>扩展选区</translation>
    </message>
    <message>
        <source>Shrink the selection</source>
        <translation>收缩选区</translation>
    </message>
    <message>
        <source>Select a thing</source>
        <translation>选择物体</translation>
    </message>
    <message>
        <source>Select by colour</source>
        <translation>按颜色选择</translation>
    </message>
    <message>
        <source>Select the subject</source>
        <translation>选择主体</translation>
    </message>
    <message>
        <source>Select the background</source>
        <translation>选择背景</translation>
    </message>
    <message>
        <source>Select by numbers</source>
        <translation>按数值选择</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MaskTool</name>
    <message>
        <source>Erase from the selection</source>
        <translation>从选区中擦除</translation>
    </message>
    <message>
        <source>Paint on the selection</source>
        <translation>在选区上绘制</translation>
    </message>
    <message>
        <source>Take a shape from the selection</source>
        <translation>从选区中减去形状</translation>
    </message>
    <message>
        <source>Add a shape to the selection</source>
        <translation>向选区添加形状</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MaskWorkspace</name>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n 个区域</numerusform>
        </translation>
    </message>
    <message>
        <source>No clear subject was found. Paint over it with Quick selection, or draw a box around it with Object in a box.</source>
        <translation>没有找到明确的主体。请用“快速选择”涂抹它，或用“框选物体”在它周围画一个框。</translation>
    </message>
    <message>
        <source>Nothing stands out there. Mark more of it, or paint it with the brush.</source>
        <translation>那里没有突出的东西。请多标记一些，或用画笔绘制。</translation>
    </message>
    <message>
        <source>Selection for the next edit</source>
        <translation>用于下一次编辑的选区</translation>
    </message>
    <message>
        <source>Edit only in the selection</source>
        <translation>仅在选区内编辑</translation>
    </message>
    <message>
        <source>Edit also in the selection</source>
        <translation>也在选区内编辑</translation>
    </message>
    <message>
        <source>Edit exactly in the selection</source>
        <translation>恰在选区内编辑</translation>
    </message>
    <message>
        <source>No selection</source>
        <translation>无选区</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>选区</translation>
    </message>
    <message>
        <source>&amp;Selection</source>
        <translation>选区(&amp;S)</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>主体</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>The subject is not clear: this is a guess. Look at its outline before you edit.</source>
        <translation>主体不明确：这只是猜测。编辑前请先查看轮廓。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MessageBar</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Kind of message</source>
        <translation>消息类型</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Suggested action</source>
        <translation>建议的操作</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MethodSwitch</name>
    <message>
        <source>Taught to edit</source>
        <translation>经过编辑训练</translation>
    </message>
    <message>
        <source>Image to video</source>
        <translation>图像生成视频</translation>
    </message>
    <message>
        <source>Text to video, photo held</source>
        <translation>文本生成视频，固定照片</translation>
    </message>
    <message>
        <source>Text and image to video</source>
        <translation>文本和图像生成视频</translation>
    </message>
    <message>
        <source>%1 (not by this model)</source>
        <translation>%1（此模型不支持）</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>How the model makes the edit; the first is what its weights were made for</source>
        <translation>模型进行编辑的方式；第一项是其权重的设计用途</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ModelsWindow</name>
    <message>
        <source>Which model it is has to be said</source>
        <translation>需要说明它是哪个模型</translation>
    </message>
    <message>
        <source>A folder with models</source>
        <translation>含有模型的文件夹</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>&amp;Found on this computer</source>
        <translation>在本机找到(&amp;F)</translation>
    </message>
    <message>
        <source>About the chosen model</source>
        <translation>关于所选模型</translation>
    </message>
    <message>
        <source>Folders to &amp;look in</source>
        <translation>查找的文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>Folders to look in</source>
        <translation>查找的文件夹</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>添加(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>Search a&amp;gain</source>
        <translation>重新查找(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>This folder does not exist yet.</source>
        <translation>此文件夹尚不存在。</translation>
    </message>
    <message>
        <source>No models found. Add the folder with your models, or drop it here.</source>
        <translation>未找到模型。请添加模型所在的文件夹，或将其拖到这里。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::PairList</name>
    <message>
        <source>Pairs of photos and edits</source>
        <translation>照片与编辑结果的配对</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Photo %1, edit %2</source>
        <translation>照片 %1，编辑结果 %2</translation>
    </message>
    <message>
        <source>Drop photos and what you made of them here.

They find each other by name: photo.jpg and photo_after.jpg, or two folders with the same names in them. Other names: drop them in twos, the photo first.</source>
        <translation>把照片和您的编辑结果拖到这里。

它们按名称配对：photo.jpg 和 photo_after.jpg，或两个含有相同名称的文件夹。其他名称：每次拖入两个，照片在先。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ParameterBox</name>
    <message>
        <source>Models on this computer</source>
        <translation>本机上的模型</translation>
    </message>
    <message>
        <source>Variatio&amp;ns</source>
        <translation>变体(&amp;N)</translation>
    </message>
    <message>
        <source>Variations</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>How many edits to make, each with a seed of its own</source>
        <translation>生成多少个结果，每个使用各自的种子</translation>
    </message>
    <message>
        <source>Another seed</source>
        <translation>换一个种子</translation>
    </message>
    <message>
        <source>The seed stays for the next edit</source>
        <translation>下次编辑沿用此种子</translation>
    </message>
    <message>
        <source>Every edit gets a new seed</source>
        <translation>每次编辑使用新种子</translation>
    </message>
    <message>
        <source>Keep the seed</source>
        <translation>固定种子</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Steps, guidance, frames, seed and what else the model can be told</source>
        <translation>步数、引导、帧数、种子以及模型的其他设置</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ParameterFields</name>
    <message>
        <source>Sampler</source>
        <translation>采样器</translation>
    </message>
    <message>
        <source>How the steps are made; models that were taught to need few of them want Euler</source>
        <translation>步的计算方式；学会以少步数工作的模型需要 Euler</translation>
    </message>
    <message>
        <source>%1 (incomplete)</source>
        <translation>%1（不完整）</translation>
    </message>
    <message>
        <source>differs: stays as it is</source>
        <translation>各不相同：保持不变</translation>
    </message>
    <message>
        <source>Mode&amp;l</source>
        <translation>模型(&amp;L)</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The one in use</source>
        <translation>当前使用的模型</translation>
    </message>
    <message>
        <source>Ste&amp;ps</source>
        <translation>步数(&amp;T)</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>More steps take longer and give finer results</source>
        <translation>步数越多越慢，结果越精细</translation>
    </message>
    <message>
        <source>G&amp;uidance</source>
        <translation>引导强度(&amp;U)</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>引导强度</translation>
    </message>
    <message>
        <source>How closely the model keeps to the caption</source>
        <translation>模型遵循描述的程度</translation>
    </message>
    <message>
        <source>F&amp;rames</source>
        <translation>帧数(&amp;R)</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧数</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>种子(&amp;D)</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Avoid</source>
        <translation>避免</translation>
    </message>
    <message>
        <source>What should not come up in the edit; counts with guidance above 1</source>
        <translation>编辑中不应出现的内容；引导大于 1 时有效</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>偏移</translation>
    </message>
    <message>
        <source>More works longer on the large shapes, less on the details</source>
        <translation>数值大则多处理大的形状，数值小则多处理细节</translation>
    </message>
    <message>
        <source>The model&apos;s own</source>
        <translation>模型自带</translation>
    </message>
    <message>
        <source>Reasoning steps</source>
        <translation>推理步数</translation>
    </message>
    <message>
        <source>Steps in which ChronoEdit also works out the way to the edit; needs 29 frames</source>
        <translation>ChronoEdit 同时推演编辑过程的步数；需要 29 帧</translation>
    </message>
    <message>
        <source>Refine what changed</source>
        <translation>细化更改的部分</translation>
    </message>
    <message>
        <source>Makes the part that changed once more, from near; takes about twice as long</source>
        <translation>将更改的部分近距离重新生成一次；用时约为两倍</translation>
    </message>
    <message>
        <source>Where little of the photo changed</source>
        <translation>仅当照片变化较小时</translation>
    </message>
    <message>
        <source>Wherever it can be</source>
        <translation>只要可行</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Steps between photo and edit</source>
        <translation>从照片到结果之间的步数</translation>
    </message>
    <message>
        <source>The same seed gives the same result</source>
        <translation>相同的种子得到相同的结果</translation>
    </message>
</context>
<context>
    <name>v4e::ui::PhotoLocator</name>
    <message>
        <source>&amp;Locate the photo…</source>
        <translation>定位照片(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>Locate the photo</source>
        <translation>定位照片</translation>
    </message>
    <message>
        <source>“%1” is not the photo that the project was made from.</source>
        <translation>“%1”不是制作此项目所用的照片。</translation>
    </message>
    <message>
        <source>Locate &amp;another…</source>
        <translation>定位其他照片(&amp;A)…</translation>
    </message>
    <message>
        <source>It was at %1. If you moved it, show where it is now.</source>
        <translation>原位置为 %1。如果已移动，请指出现在的位置。</translation>
    </message>
    <message>
        <source>The photo of “%1” was not found.</source>
        <translation>找不到“%1”的照片。</translation>
    </message>
    <message>
        <source>It is a different picture. The edits fit only a photo of the same size, and look right only on the same picture.</source>
        <translation>这是另一张图片。编辑只适用于相同尺寸的照片，并且只有在同一画面上效果才正确。</translation>
    </message>
    <message>
        <source>&amp;Use it anyway</source>
        <translation>仍然使用(&amp;U)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::PreferencesDialog</name>
    <message>
        <source>The screen&apos;s colour profile</source>
        <translation>屏幕的颜色配置文件</translation>
    </message>
    <message>
        <source>Colour profiles (*.icc *.icm)</source>
        <translation>颜色配置文件 (*.icc *.icm)</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>&amp;Appearance:</source>
        <translation>外观(&amp;A)：</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>语言(&amp;L)：</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>&amp;Screen profile:</source>
        <translation>屏幕配置文件(&amp;S)：</translation>
    </message>
    <message>
        <source>Screen profile</source>
        <translation>屏幕配置文件</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>C&amp;hoose…</source>
        <translation>选择(&amp;H)…</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Follow system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Automatic uses the system&apos;s profile for this screen, or sRGB if there is none.</source>
        <translation>“自动”使用系统中此屏幕的配置文件，没有时使用 sRGB。</translation>
    </message>
    <message>
        <source>Re&amp;open last photo at start</source>
        <translation>启动时打开上次的照片(&amp;O)</translation>
    </message>
    <message>
        <source>Store the &amp;photo in projects</source>
        <translation>在项目中保存照片(&amp;P)</translation>
    </message>
    <message>
        <source>The project becomes larger, but can be moved to another computer</source>
        <translation>项目会变大，但可以移到其他电脑</translation>
    </message>
    <message>
        <source>&amp;Drawings (SVG):</source>
        <translation>绘图 (SVG)(&amp;D)：</translation>
    </message>
    <message>
        <source>Size of drawings</source>
        <translation>绘图尺寸</translation>
    </message>
    <message>
        <source>Size that they state</source>
        <translation>其自身声明的尺寸</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>Longer side of the picture that an SVG drawing becomes when it is opened or added to the queue</source>
        <translation>SVG 绘图在打开或加入队列时所生成图片的较长边</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ProjectWorkspace</name>
    <message>
        <source>New from a photo</source>
        <translation>从照片新建</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>保存项目</translation>
    </message>
    <message>
        <source>Video4Edit projects (%1)</source>
        <translation>Video4Edit 项目 (%1)</translation>
    </message>
    <message>
        <source>Save changes to “%1”?</source>
        <translation>保存对“%1”的更改？</translation>
    </message>
    <message>
        <source>Unsaved edits will be lost.</source>
        <translation>未保存的编辑将会丢失。</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Don&apos;t save</source>
        <translation>不保存(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>Reloading starts again with the photo as it is there. If you keep the open one, the project will hold it itself.</source>
        <translation>重新加载将以磁盘上的照片重新开始。如果保留当前照片，项目将包含照片本身。</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>重新加载(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Keep the open photo</source>
        <translation>保留当前照片(&amp;K)</translation>
    </message>
    <message>
        <source>Recover “%1”?</source>
        <translation>恢复“%1”？</translation>
    </message>
    <message>
        <source>Video4Edit closed unexpectedly. Your edits were kept, but not saved as a project.</source>
        <translation>Video4Edit 意外退出。编辑仍在，但尚未保存为项目。</translation>
    </message>
    <message>
        <source>&amp;Recover</source>
        <translation>恢复(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>放弃(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>稍后(&amp;L)</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>已保存为 %1。</translation>
    </message>
    <message>
        <source>%1 was deleted from the disk. It stays open here, and the project keeps a copy of it.</source>
        <translation>%1 已从磁盘上删除。它在这里仍保持打开，项目会保存一份副本。</translation>
    </message>
    <message>
        <source>“%1” was changed by another program.</source>
        <translation>“%1”已被其他程序更改。</translation>
    </message>
    <message>
        <source>%1 has changed since the project was made.</source>
        <translation>自项目创建以来，%1 已发生变化。</translation>
    </message>
    <message>
        <source>Revert “%1”?</source>
        <translation>要恢复“%1”吗？</translation>
    </message>
    <message>
        <source>All changes since it was last saved will be lost.</source>
        <translation>自上次保存以来的所有更改都会丢失。</translation>
    </message>
    <message>
        <source>All edits of this photo will be lost.</source>
        <translation>此照片的所有编辑都会丢失。</translation>
    </message>
    <message>
        <source>&amp;Revert</source>
        <translation>恢复(&amp;R)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueController</name>
    <message>
        <source>The queue is run by another window of Video4Edit.</source>
        <translation>队列正由另一个 Video4Edit 窗口运行。</translation>
    </message>
    <message>
        <source>a result of this queue</source>
        <translation>此队列的结果</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueDelegate</name>
    <message>
        <source>Instruction for this photo</source>
        <translation>此照片的指令</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueItemDialog</name>
    <message>
        <source>differs: stays as it is</source>
        <translation>各不相同：保持不变</translation>
    </message>
    <message numerus="yes">
        <source>Change %n photo(s) of the queue</source>
        <translation>
            <numerusform>更改队列中的 %n 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Is made from the instruction</source>
        <translation>由指令生成</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>改变</translation>
    </message>
    <message>
        <source>&amp;Instruction</source>
        <translation>指令(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Caption</source>
        <translation>描述(&amp;C)</translation>
    </message>
    <message>
        <source>As the look has it</source>
        <translation>与外观中的一致</translation>
    </message>
    <message>
        <source>Finish at 2K</source>
        <translation>以 2K 完成</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueList</name>
    <message>
        <source>Drop photos or folders here</source>
        <translation>将照片或文件夹拖到这里</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueuePanel</name>
    <message>
        <source>Folder for the results</source>
        <translation>结果文件夹</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) edited.</source>
        <translation>
            <numerusform>已编辑 %n 张照片。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed:</source>
        <translation>
            <numerusform>%n 个失败：</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) added.</source>
        <translation>
            <numerusform>已添加 %n 张照片。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) left out:</source>
        <translation>
            <numerusform>跳过 %n 个文件：</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n 个完成</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n 个失败</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left</source>
        <translation>
            <numerusform>剩余 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopping after this one</source>
        <translation>完成当前后停止</translation>
    </message>
    <message numerus="yes">
        <source>Edit %n photo(s)</source>
        <translation>
            <numerusform>编辑 %n 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>Open result</source>
        <translation>打开结果</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Edit next</source>
        <translation>接下来编辑</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Pause after this photo</source>
        <translation>完成此照片后暂停</translation>
    </message>
    <message>
        <source>Pause now</source>
        <translation>立即暂停</translation>
    </message>
    <message>
        <source>Instruction for all photos</source>
        <translation>所有照片的指令</translation>
    </message>
    <message>
        <source>For all photos. Double-click a photo to give it its own instruction.</source>
        <translation>用于所有照片。双击某张照片可为其单独设置指令。</translation>
    </message>
    <message>
        <source>Add photos</source>
        <translation>添加照片</translation>
    </message>
    <message>
        <source>Photos…</source>
        <translation>照片…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Add a folder of photos</source>
        <translation>添加照片文件夹</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Save to</source>
        <translation>保存到</translation>
    </message>
    <message>
        <source>Names of the results</source>
        <translation>结果的文件名</translation>
    </message>
    <message>
        <source>Names of the results. {name}, {instruction}, {seed}, {counter} and {date} are filled in.
Files that exist are never replaced.</source>
        <translation>结果的文件名。{name}、{instruction}、{seed}、{counter} 和 {date} 会自动填入。
绝不替换已存在的文件。</translation>
    </message>
    <message>
        <source>Progress of the queue</source>
        <translation>队列进度</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>For all photos</source>
        <translation>用于所有照片</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>As</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Format of the results</source>
        <translation>结果的格式</translation>
    </message>
    <message>
        <source>the photo&apos;s format</source>
        <translation>照片的格式</translation>
    </message>
    <message>
        <source>Quality of the results</source>
        <translation>结果的质量</translation>
    </message>
    <message>
        <source>Quality of the results. The best keeps what the photo has; WebP and JPEG XL then lose nothing.</source>
        <translation>结果的质量。最佳质量保留照片原有的信息；WebP 和 JPEG XL 此时无损。</translation>
    </message>
    <message>
        <source>best quality</source>
        <translation>最佳质量</translation>
    </message>
    <message>
        <source>high quality</source>
        <translation>高质量</translation>
    </message>
    <message>
        <source>medium quality</source>
        <translation>中等质量</translation>
    </message>
    <message>
        <source>small files</source>
        <translation>小文件</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Duplicate with another seed</source>
        <translation>用另一种子复制</translation>
    </message>
    <message>
        <source>Type above what to do with the photos</source>
        <translation>请在上方输入要对照片做什么</translation>
    </message>
    <message>
        <source>Same folder</source>
        <translation>同一文件夹</translation>
    </message>
    <message>
        <source>Results are saved beside the photos. Click to choose a folder.</source>
        <translation>结果保存在照片所在的文件夹。点击可选择其他文件夹。</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Skip it, continue</source>
        <translation>跳过它并继续</translation>
    </message>
    <message>
        <source>Skip them, continue</source>
        <translation>跳过它们并继续</translation>
    </message>
    <message>
        <source>Run it again</source>
        <translation>重新运行</translation>
    </message>
    <message>
        <source>Run them again</source>
        <translation>重新运行</translation>
    </message>
    <message numerus="yes">
        <source>%n edit(s) were interrupted.</source>
        <translation>
            <numerusform>有 %n 个编辑被中断。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) left from last time.</source>
        <translation>
            <numerusform>上次还剩 %n 张照片。</numerusform>
        </translation>
    </message>
    <message>
        <source>Paused, %1 of %2 done.</source>
        <translation>已暂停，已完成 %1 / %2。</translation>
    </message>
    <message>
        <source>Edit photos</source>
        <translation>编辑照片</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More: turn, mirror and crop all photos first</source>
        <translation>更多：先旋转、镜像和裁剪所有照片</translation>
    </message>
    <message>
        <source>Finish at 2K</source>
        <translation>以 2K 完成</translation>
    </message>
    <message>
        <source>Makes each edit once more with ChronoEdit&apos;s upscaler LoRA, up to 2048 pixels along the longer side. That takes several times as long as the edit.</source>
        <translation>用 ChronoEdit 的放大 LoRA 把每次编辑再做一遍，长边最多 2048 像素。所需时间是编辑的数倍。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueWorkspace</name>
    <message>
        <source>Photos are being edited</source>
        <translation>正在编辑照片</translation>
    </message>
    <message>
        <source>Add a folder to the queue</source>
        <translation>将文件夹加入队列</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>No model is ready yet. Choose the look again when one is.</source>
        <translation>尚无模型就绪。待模型就绪后，请重新选择该外观。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::RegionRow</name>
    <message>
        <source>Region %1</source>
        <translation>区域 %1</translation>
    </message>
    <message>
        <source>Strength of region %1</source>
        <translation>区域 %1 的强度</translation>
    </message>
    <message>
        <source>How strong the edit is in this region</source>
        <translation>此区域内编辑的强度</translation>
    </message>
    <message>
        <source>Remove region %1</source>
        <translation>移除区域 %1</translation>
    </message>
    <message>
        <source>Remove this region</source>
        <translation>移除此区域</translation>
    </message>
    <message>
        <source>Paint this region</source>
        <translation>绘制此区域</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ResultColumns</name>
    <message>
        <source>&amp;Way</source>
        <translation>进程(&amp;W)</translation>
    </message>
    <message>
        <source>The share of the way from the photo that all variants show</source>
        <translation>所有变体显示的从照片开始的进程位置</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Fit to the window</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>One pixel of the photo on one of the screen</source>
        <translation>照片的一个像素对应屏幕的一个像素</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ResultPage</name>
    <message>
        <source>&amp;Keep</source>
        <translation>保留(&amp;K)</translation>
    </message>
    <message>
        <source>Train &amp;longer</source>
        <translation>延长训练(&amp;L)</translation>
    </message>
    <message>
        <source>T&amp;hrow away…</source>
        <translation>丢弃(&amp;H)…</translation>
    </message>
    <message>
        <source>Pairs that the model had not seen</source>
        <translation>模型未见过的图片对</translation>
    </message>
    <message>
        <source>“%1” is learned</source>
        <translation>已学会“%1”</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>Before · %1</source>
        <translation>之前 · %1</translation>
    </message>
    <message>
        <source>Your edit</source>
        <translation>您的编辑</translation>
    </message>
    <message>
        <source>The model&apos;s edit · %1</source>
        <translation>模型的编辑 · %1</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ShortcutsDialog</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Search for a command or a key</source>
        <translation>查找命令或按键</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>命令及其按键</translation>
    </message>
    <message>
        <source>New &amp;key:</source>
        <translation>新按键(&amp;K)：</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新按键</translation>
    </message>
    <message>
        <source>&amp;Default</source>
        <translation>默认(&amp;D)</translation>
    </message>
    <message>
        <source>Reset &amp;all</source>
        <translation>全部重置(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>%1 is already used for “%2”. Change that first.</source>
        <translation>%1 已用于“%2”。请先更改它。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SizeField</name>
    <message>
        <source>%1 × %2 pixels</source>
        <translation>%1 × %2 像素</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Unit of the size</source>
        <translation>大小的单位</translation>
    </message>
    <message>
        <source>percent</source>
        <translation>百分比</translation>
    </message>
    <message>
        <source>pixels, longer side</source>
        <translation>像素，长边</translation>
    </message>
</context>
<context>
    <name>v4e::ui::StatusStrip</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>The photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>own profile</source>
        <translation>自带配置</translation>
    </message>
    <message>
        <source>%1 × %2 · %3 · %4 bit</source>
        <translation>%1 × %2 · %3 · %4 位</translation>
    </message>
    <message>
        <source>Current activity</source>
        <translation>当前活动</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>The model runs on %1.</source>
        <translation>模型运行于 %1。</translation>
    </message>
    <message>
        <source>Memory in use: %1</source>
        <translation>已用内存：%1</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>蒙版</translation>
    </message>
</context>
<context>
    <name>v4e::ui::StrengthField</name>
    <message>
        <source>S&amp;trength</source>
        <translation>强度(&amp;J)</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>How far to go from the photo, 0 %, to the whole edit, 100 %</source>
        <translation>从照片（0 %）到完整编辑（100 %）走多远</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SuggestionChips</name>
    <message>
        <source>What this model can do</source>
        <translation>此模型能做什么</translation>
    </message>
    <message>
        <source>Fewer</source>
        <translation>收起</translation>
    </message>
    <message numerus="yes">
        <source>%n more…</source>
        <translation>
            <numerusform>还有 %n 个…</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, taught by you</source>
        <translation>%1，由您教授</translation>
    </message>
    <message>
        <source>“%1”: taught by you</source>
        <translation>“%1”：由您教授</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TaughtPage</name>
    <message>
        <source>They are among the suggestions of their model. Exported, they work as LoRAs, here and in other programs.</source>
        <translation>它们会出现在对应模型的建议中。导出后可作为 LoRA 在此处和其他程序中使用。</translation>
    </message>
    <message>
        <source>Taught edits</source>
        <translation>已教授的编辑</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>重命名(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>移除(&amp;R)…</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Words to ask with</source>
        <translation>使用的词语</translation>
    </message>
    <message>
        <source>Export for others</source>
        <translation>导出给他人</translation>
    </message>
    <message>
        <source>LoRA (*.safetensors)</source>
        <translation>LoRA (*.safetensors)</translation>
    </message>
    <message>
        <source>Remove “%1”?</source>
        <translation>移除“%1”？</translation>
    </message>
    <message>
        <source>It cannot be brought back. Pictures that were made with it stay.</source>
        <translation>此操作无法撤销。用它制作的图片会保留。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TeachWindow</name>
    <message>
        <source>Saved as %1.</source>
        <translation>已保存为 %1。</translation>
    </message>
    <message>
        <source>“%1” is among the suggestions now.</source>
        <translation>“%1”现在已在建议中。</translation>
    </message>
    <message>
        <source>Teach by example</source>
        <translation>通过示例教学</translation>
    </message>
    <message>
        <source>&amp;Teach</source>
        <translation>教学(&amp;T)</translation>
    </message>
    <message>
        <source>Ta&amp;ught edits</source>
        <translation>已教授的编辑(&amp;U)</translation>
    </message>
    <message>
        <source>Throw away what it has learned?</source>
        <translation>丢弃它学到的内容？</translation>
    </message>
    <message>
        <source>Your photos stay as they are.</source>
        <translation>您的照片保持不变。</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>丢弃</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TeachWorkspace</name>
    <message>
        <source>Learning “%1” was interrupted.</source>
        <translation>“%1”的学习被中断了。</translation>
    </message>
    <message>
        <source>Go on learning</source>
        <translation>继续学习</translation>
    </message>
    <message>
        <source>“%1” is learned, and waits for you.</source>
        <translation>“%1”已学会，等待您处理。</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>“%1” is learned.</source>
        <translation>“%1”已学会。</translation>
    </message>
    <message>
        <source>“%1”: %2 % learned</source>
        <translation>“%1”：已学习 %2 %</translation>
    </message>
    <message>
        <source>“%1”: learning is paused</source>
        <translation>“%1”：学习已暂停</translation>
    </message>
    <message>
        <source>“%1”: learned, look at it</source>
        <translation>“%1”：已学会，请查看</translation>
    </message>
    <message>
        <source>Opens Teach by example</source>
        <translation>打开“通过示例教学”</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TimelineModel</name>
    <message>
        <source>no frames</source>
        <translation>没有帧</translation>
    </message>
    <message>
        <source>strength %1, frame %2 of %3</source>
        <translation>强度 %1，第 %2 帧，共 %3 帧</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names of a stop</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>background kept</source>
        <translation>背景保留</translation>
    </message>
    <message>
        <source>sharp</source>
        <translation>清晰</translation>
    </message>
    <message>
        <source>edit complete</source>
        <translation>编辑完成</translation>
    </message>
    <message>
        <source>Edit complete: from here on the picture hardly changes.</source>
        <translation>编辑完成：此后画面几乎不再变化。</translation>
    </message>
    <message>
        <source>Background kept: up to here, everything else in the photo is unchanged.</source>
        <translation>背景保留：到此为止，照片的其余部分保持不变。</translation>
    </message>
    <message>
        <source>Sharp: the sharpest frame with most of the edit in it.</source>
        <translation>清晰：编辑大部分完成的各帧中最清晰的一帧。</translation>
    </message>
    <message>
        <source>proposed</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Proposed as the edit: the first frame that is nearly complete and not blurred.</source>
        <translation>建议作为编辑结果：第一张接近完成且不模糊的帧。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TimelinePanel</name>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Stabilise</source>
        <translation>稳定</translation>
    </message>
    <message>
        <source>Compare with this frame</source>
        <translation>与此帧对比</translation>
    </message>
    <message>
        <source>Save this picture</source>
        <translation>保存此画面</translation>
    </message>
    <message>
        <source>Save the picture at this strength</source>
        <translation>保存此强度的画面</translation>
    </message>
    <message>
        <source>Keep this strength</source>
        <translation>采用此强度</translation>
    </message>
    <message>
        <source>Play once</source>
        <translation>播放一次</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>暂停（空格）</translation>
    </message>
    <message>
        <source>Play (Space)</source>
        <translation>播放（空格）</translation>
    </message>
    <message>
        <source>&amp;Keep this strength</source>
        <translation>采用此强度</translation>
    </message>
    <message>
        <source>Undo unwanted shifts and colour drift</source>
        <translation>消除多余的位移和色偏</translation>
    </message>
    <message>
        <source>Compare other frames with this one (C)</source>
        <translation>将其他帧与此帧对比 (C)</translation>
    </message>
    <message>
        <source>Go on from here</source>
        <translation>从这里继续</translation>
    </message>
    <message>
        <source>Build the next edit on this one</source>
        <translation>在此结果上继续编辑</translation>
    </message>
    <message>
        <source>Make this strength the edit (Return)</source>
        <translation>以此强度作为结果 (Return)</translation>
    </message>
    <message>
        <source>Forwards and back</source>
        <translation>正向再反向</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TimelineView</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Keep this strength</source>
        <translation>采用此强度</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>结束对比</translation>
    </message>
    <message>
        <source>Compare with this frame</source>
        <translation>与此帧对比</translation>
    </message>
    <message>
        <source>Save this picture…</source>
        <translation>保存此画面…</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>改变</translation>
    </message>
    <message>
        <source>Drift</source>
        <translation>漂移</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Go on from here</source>
        <translation>从这里继续</translation>
    </message>
    <message>
        <source>The steps from photo to edit appear here</source>
        <translation>从照片到结果的各个步骤显示在这里</translation>
    </message>
    <message>
        <source>Suggested strength: %1</source>
        <translation>建议强度：%1</translation>
    </message>
</context>
<context>
    <name>v4e::ui::VariantList</name>
    <message>
        <source>the same as %1</source>
        <translation>与 %1 相同</translation>
    </message>
    <message>
        <source>%1 is the same as %2: change a setting of it.</source>
        <translation>%1 与 %2 相同：请更改其中一项设置。</translation>
    </message>
    <message>
        <source>The model of %1 cannot be used.</source>
        <translation>%1 的模型无法使用。</translation>
    </message>
    <message>
        <source>A LoRA of %1 does not go with its model.</source>
        <translation>%1 的某个 LoRA 与其模型不匹配。</translation>
    </message>
    <message>
        <source>&amp;Variants</source>
        <translation>变体(&amp;V)</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>&amp;Add a variant</source>
        <translation>添加变体(&amp;A)</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>移除(&amp;M)</translation>
    </message>
    <message>
        <source>Stren&amp;gth</source>
        <translation>强度(&amp;G)</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>How far this variant goes from the photo to the whole edit</source>
        <translation>此变体从照片走向完整编辑的程度</translation>
    </message>
</context>
<context>
    <name>v4e::ui::VariantText</name>
    <message>
        <source>the model&apos;s method</source>
        <translation>模型的方法</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n 步</numerusform>
        </translation>
    </message>
    <message>
        <source>the model&apos;s steps</source>
        <translation>模型的步数</translation>
    </message>
    <message>
        <source>guidance %1</source>
        <translation>引导强度 %1</translation>
    </message>
    <message>
        <source>the model&apos;s guidance</source>
        <translation>模型的引导强度</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s)</source>
        <translation>
            <numerusform>%n 帧</numerusform>
        </translation>
    </message>
    <message>
        <source>the model&apos;s frames</source>
        <translation>模型的帧数</translation>
    </message>
    <message>
        <source>shift %1</source>
        <translation>偏移 %1</translation>
    </message>
    <message>
        <source>the model&apos;s shift</source>
        <translation>模型的偏移</translation>
    </message>
    <message>
        <source>the model&apos;s sampler</source>
        <translation>模型的采样器</translation>
    </message>
    <message numerus="yes">
        <source>%n reasoning step(s)</source>
        <translation>
            <numerusform>%n 个推理步</numerusform>
        </translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>种子 %1</translation>
    </message>
    <message>
        <source>strength %1</source>
        <translation>强度 %1</translation>
    </message>
    <message>
        <source>avoids what the model avoids</source>
        <translation>避免模型默认避免的内容</translation>
    </message>
    <message>
        <source>avoids nothing</source>
        <translation>不避免任何内容</translation>
    </message>
    <message>
        <source>avoids “%1”</source>
        <translation>避免“%1”</translation>
    </message>
    <message>
        <source>refined where it helps</source>
        <translation>在有帮助处细化</translation>
    </message>
    <message>
        <source>refined</source>
        <translation>已细化</translation>
    </message>
    <message>
        <source>not refined</source>
        <translation>未细化</translation>
    </message>
    <message>
        <source>no LoRA</source>
        <translation>无 LoRA</translation>
    </message>
    <message>
        <source>1 of %1 latent frames kept</source>
        <translation>每 %1 个潜在帧保留 1 个</translation>
    </message>
    <message>
        <source>all latent frames kept</source>
        <translation>保留全部潜在帧</translation>
    </message>
    <message>
        <source>end as a still from %1</source>
        <translation>以静止画面收尾，从 %1 起</translation>
    </message>
    <message>
        <source>no still at the end</source>
        <translation>不以静止画面收尾</translation>
    </message>
</context>
<context>
    <name>v4e::ui::VariantView</name>
    <message>
        <source>Outside the edit: nothing to measure, all of the photo changes</source>
        <translation>编辑之外：整张照片都有变化，无可测量</translation>
    </message>
    <message>
        <source>Outside the edit: %1 (%2 dB)</source>
        <translation>编辑之外：%1（%2 dB）</translation>
    </message>
    <message>
        <source>Waits for the one before</source>
        <translation>等待前一个</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Time without loading the model</source>
        <translation>不含加载模型的时间</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>使用这个</translation>
    </message>
    <message>
        <source>Use variant %1</source>
        <translation>使用变体 %1</translation>
    </message>
    <message>
        <source>Puts this edit into the history, as if it had been made in the main window</source>
        <translation>将此编辑放入历史记录，如同在主窗口中所做</translation>
    </message>
    <message>
        <source>How far the model&apos;s last frame is from its first where no variant changes the photo, as a root mean square of full scale. In the finished edit those pixels are the photo&apos;s own.</source>
        <translation>在所有变体都未改变照片的区域，模型最后一帧与第一帧的差异（占满量程的均方根）。在完成的编辑中，这些像素就是照片本身的像素。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::VideoFrameDialog</name>
    <message>
        <source>This video cannot be played: %1</source>
        <translation>无法播放此视频：%1</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1，%2 处</translation>
    </message>
    <message>
        <source>Pick a frame as the photo</source>
        <translation>选择一帧作为照片</translation>
    </message>
    <message>
        <source>Picture of the video</source>
        <translation>视频画面</translation>
    </message>
    <message>
        <source>Place in the video</source>
        <translation>视频中的位置</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>&amp;Use this frame</source>
        <translation>使用此帧(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::WelcomePage</name>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Drop a photo here</source>
        <translation>将照片拖到这里</translation>
    </message>
    <message>
        <source>Open a photo…</source>
        <translation>打开照片…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Take the picture from the clipboard</source>
        <translation>从剪贴板取图</translation>
    </message>
    <message>
        <source>Or try one of these</source>
        <translation>或试试这些</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Then type what should change, and choose how strong it should be.</source>
        <translation>然后输入想要的改变，并选择强度。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::WishJudge</name>
    <message>
        <source>%1 has not learnt this: %2.</source>
        <translation>%1 没有学过：%2。</translation>
    </message>
    <message>
        <source>%1 does not know this wording. Try one of the suggestions.</source>
        <translation>%1 不认识这种说法，请试试下面的建议。</translation>
    </message>
    <message>
        <source>Step %1: %2</source>
        <translation>第 %1 步：%2</translation>
    </message>
    <message>
        <source>%1 (not possible)</source>
        <translation>%1（无法完成）</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>Models on this computer, and what each can do</source>
        <translation>此计算机上的模型及其能力</translation>
    </message>
    <message>
        <source>Crossed out words have no part in the edit.</source>
        <translation>带删除线的词不影响编辑。</translation>
    </message>
    <message>
        <source>This is about a part of the photo. Select it first.</source>
        <translation>这涉及照片的一部分，请先选择它。</translation>
    </message>
    <message>
        <source>Select the subject</source>
        <translation>选择主体</translation>
    </message>
    <message>
        <source>Select something else</source>
        <translation>选择其他部分</translation>
    </message>
    <message>
        <source>Finds what the photo is of; look at its outline, then edit</source>
        <translation>查找照片的主体；看一下轮廓，然后编辑</translation>
    </message>
    <message>
        <source>Paint over it roughly: its outline is found</source>
        <translation>大致涂抹即可自动找到轮廓</translation>
    </message>
    <message>
        <source>Select the background</source>
        <translation>选择背景</translation>
    </message>
    <message>
        <source>Finds what the photo is of and selects all else; look at it, then edit</source>
        <translation>找出照片的主体并选中其余部分；先看看，再编辑</translation>
    </message>
</context>
<context>
    <name>v4e::ui::Workspace</name>
    <message>
        <source>Evolution</source>
        <translation>演变</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>已保存为 %1。</translation>
    </message>
    <message>
        <source>Strength %1</source>
        <translation>强度 %1</translation>
    </message>
    <message>
        <source>Your next edit builds on this one: %1.</source>
        <translation>下一次编辑将以此为基础：%1。</translation>
    </message>
    <message>
        <source>strength-%1</source>
        <translation>强度-%1</translation>
    </message>
    <message>
        <source>Save this picture</source>
        <translation>保存此画面</translation>
    </message>
    <message>
        <source>Open a video</source>
        <translation>打开视频</translation>
    </message>
    <message>
        <source>Videos cannot be played here: GStreamer&apos;s plugins are missing (gstreamer1.0-plugins-base, -good and gstreamer1.0-libav).</source>
        <translation>此处无法播放视频：缺少 GStreamer 插件（gstreamer1.0-plugins-base、-good 和 gstreamer1.0-libav）。</translation>
    </message>
    <message>
        <source>Start from the photo instead</source>
        <translation>改为从照片开始</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ShapeSession</name>
    <message>
        <source>Rotate left</source>
        <translation>向左旋转</translation>
    </message>
    <message>
        <source>Rotate right</source>
        <translation>向右旋转</translation>
    </message>
    <message>
        <source>Flip horizontally</source>
        <translation>水平翻转</translation>
    </message>
    <message>
        <source>Flip vertically</source>
        <translation>垂直翻转</translation>
    </message>
    <message>
        <source>Straighten</source>
        <translation>拉直</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ShapeWorkspace</name>
    <message>
        <source>Ph&amp;oto</source>
        <translation>照片(&amp;P)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::CropPanel</name>
    <message>
        <source>Free</source>
        <translation>自由</translation>
    </message>
    <message>
        <source>As the photo</source>
        <translation>与照片相同</translation>
    </message>
    <message>
        <source>X</source>
        <translation>X</translation>
    </message>
    <message>
        <source>Y</source>
        <translation>Y</translation>
    </message>
    <message>
        <source>W</source>
        <translation>宽</translation>
    </message>
    <message>
        <source>H</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Left edge in pixels</source>
        <translation>左边缘（像素）</translation>
    </message>
    <message>
        <source>Upper edge in pixels</source>
        <translation>上边缘（像素）</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>宽度（像素）</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>高度（像素）</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>角度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Ratio of width to height</source>
        <translation>宽高比</translation>
    </message>
    <message>
        <source>Upright</source>
        <translation>竖幅</translation>
    </message>
    <message>
        <source>Straighten</source>
        <translation>拉直</translation>
    </message>
    <message>
        <source>Angle in degrees, clockwise</source>
        <translation>角度（度，顺时针）</translation>
    </message>
    <message>
        <source>Draw a line that is to be level or upright</source>
        <translation>画一条应为水平或垂直的线</translation>
    </message>
    <message>
        <source>The whole photo again</source>
        <translation>恢复整张照片</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LookTexts</name>
    <message>
        <source>This look was made with the model “%1”, which is not ready on this computer.</source>
        <translation>此外观由模型“%1”制作，而该模型在本机上尚未就绪。</translation>
    </message>
    <message>
        <source>%1 cannot do this step of the look: “%2”. Nothing was done.</source>
        <translation>%1 无法完成外观中的这一步：“%2”。未做任何更改。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LookWorkspace</name>
    <message>
        <source>Save as look</source>
        <translation>另存为外观</translation>
    </message>
    <message>
        <source>Looks (*.v4elook)</source>
        <translation>外观 (*.v4elook)</translation>
    </message>
    <message numerus="yes">
        <source>Saved as a look of %n step(s): %1</source>
        <translation>
            <numerusform>已保存为含 %n 个步骤的外观：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>Apply a look</source>
        <translation>应用外观</translation>
    </message>
    <message>
        <source>None yet: save one first</source>
        <translation>还没有：请先保存一个</translation>
    </message>
    <message>
        <source>Use %1 instead</source>
        <translation>改用 %1</translation>
    </message>
    <message>
        <source>&amp;My looks</source>
        <translation>我的外观(&amp;M)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueLookTexts</name>
    <message>
        <source>%1 will be used instead.</source>
        <translation>将改用 %1。</translation>
    </message>
    <message numerus="yes">
        <source>Look: %1 – %n step(s)</source>
        <translation>
            <numerusform>外观：%1 – %n 个步骤</numerusform>
        </translation>
    </message>
    <message>
        <source>finished at 2K</source>
        <translation>以 2K 完成</translation>
    </message>
</context>
<context>
    <name>v4e::ui::OrderField</name>
    <message>
        <source>Open a look…</source>
        <translation>打开外观…</translation>
    </message>
    <message>
        <source>An instruction instead</source>
        <translation>改用指令</translation>
    </message>
    <message>
        <source>Open a look</source>
        <translation>打开外观</translation>
    </message>
    <message>
        <source>Looks (%1)</source>
        <translation>外观 (%1)</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Do the steps of a look instead</source>
        <translation>改为执行外观中的步骤</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ShapeFields</name>
    <message>
        <source>Turn</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Crop to</source>
        <translation>裁剪为</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>90° to the right</source>
        <translation>向右 90°</translation>
    </message>
    <message>
        <source>upside down</source>
        <translation>上下颠倒</translation>
    </message>
    <message>
        <source>90° to the left</source>
        <translation>向左 90°</translation>
    </message>
    <message>
        <source>left to right</source>
        <translation>左右</translation>
    </message>
    <message>
        <source>top to bottom</source>
        <translation>上下</translation>
    </message>
    <message>
        <source>The largest part of that ratio, in the middle; upright for upright photos</source>
        <translation>居中取该比例的最大部分；竖幅照片取竖幅</translation>
    </message>
    <message>
        <source>turned</source>
        <translation>已旋转</translation>
    </message>
    <message>
        <source>mirrored</source>
        <translation>已镜像</translation>
    </message>
    <message>
        <source>cropped</source>
        <translation>已裁剪</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LoraTexts</name>
    <message>
        <source>Reaches %1 of the model's %2 layers.</source>
        <translation>作用于模型 %2 层中的 %1 层。</translation>
    </message>
    <message numerus="yes">
        <source>%n of its parts belong(s) to no layer of this model.</source>
        <translation>
            <numerusform>其中 %n 个部分不属于此模型的任何层。</numerusform>
        </translation>
    </message>
    <message>
        <source>Made for another model: only a small part of it works here.</source>
        <translation>为其他模型制作：只有一小部分在此有效。</translation>
    </message>
    <message>
        <source>Made for another model: it does not fit this one.</source>
        <translation>为其他模型制作：不适用于此模型。</translation>
    </message>
    <message>
        <source>A kind of LoRA that cannot be used: DoRA, or one of convolutions.</source>
        <translation>无法使用的 LoRA 类型：DoRA，或用于卷积层的 LoRA。</translation>
    </message>
    <message>
        <source>This file is no LoRA.</source>
        <translation>此文件不是 LoRA。</translation>
    </message>
    <message>
        <source>Ask for it with “%1”.</source>
        <translation>用“%1”来使用它。</translation>
    </message>
    <message>
        <source>The file is missing or cannot be read.</source>
        <translation>文件缺失或无法读取。</translation>
    </message>
    <message>
        <source>LoRAs (%1)</source>
        <translation>LoRA (%1)</translation>
    </message>
    <message>
        <source>Works in “Finish at 2K” alone, not in other edits.</source>
        <translation>只在“以 2K 完成”时起作用，不参与其他编辑。</translation>
    </message>
    <message>
        <source>Makes real what is sketched onto the photo with the sketch brush.</source>
        <translation>让用草图画笔画在照片上的东西变成真实的东西。</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LoraRow</name>
    <message>
        <source>Is being compared with the model…</source>
        <translation>正在与模型比较…</translation>
    </message>
    <message>
        <source>Chosen for one of two experts, but this model has only one: choose “both”.</source>
        <translation>已选给两个专家之一，但此模型只有一个：请选择“两者”。</translation>
    </message>
    <message>
        <source>Use the LoRA %1</source>
        <translation>使用 LoRA %1</translation>
    </message>
    <message>
        <source>Remove this LoRA</source>
        <translation>移除此 LoRA</translation>
    </message>
    <message>
        <source>Remove the LoRA %1</source>
        <translation>移除 LoRA %1</translation>
    </message>
    <message>
        <source>Strength of the LoRA %1</source>
        <translation>LoRA %1 的强度</translation>
    </message>
    <message>
        <source>How strongly it works: 1 as it was trained, 0 not at all</source>
        <translation>作用强度：1 为训练时的强度，0 为无作用</translation>
    </message>
    <message>
        <source>Expert for the LoRA %1</source>
        <translation>LoRA %1 的专家</translation>
    </message>
    <message>
        <source>Which of the model's two experts it changes: the one for much noise, which makes the large shapes, the one for little, which makes the details, or both</source>
        <translation>更改模型两个专家中的哪一个：高噪声专家（生成大致形状）、低噪声专家（生成细节），或两者</translation>
    </message>
    <message>
        <source>both</source>
        <comment>experts</comment>
        <translation>两者</translation>
    </message>
    <message>
        <source>high</source>
        <comment>noise</comment>
        <translation>高</translation>
    </message>
    <message>
        <source>low</source>
        <comment>noise</comment>
        <translation>低</translation>
    </message>
    <message>
        <source>What is this LoRA for?</source>
        <translation>这个 LoRA 是做什么用的？</translation>
    </message>
    <message>
        <source>What the LoRA %1 is for</source>
        <translation>LoRA %1 的用途</translation>
    </message>
    <message>
        <source>ChronoEdit has LoRAs that are used in their own ways, and a file does not say for sure whether it is one of them. Your answer is kept for this file.</source>
        <translation>ChronoEdit 有一些用法特殊的 LoRA，而仅凭文件无法确定它是否属于其中之一。您的回答会为此文件保留。</translation>
    </message>
    <message>
        <source>For a style or a subject</source>
        <translation>用于风格或主体</translation>
    </message>
    <message>
        <source>Makes sketches real</source>
        <translation>把草图变为真实</translation>
    </message>
    <message>
        <source>Finishes edits at 2K</source>
        <translation>以 2K 完成编辑</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LoraList</name>
    <message>
        <source>Add LoRAs</source>
        <translation>添加 LoRA</translation>
    </message>
    <message>
        <source>LoRAs</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>differ: stay as they are</source>
        <translation>不同：保持不变</translation>
    </message>
    <message>
        <source>drop files here</source>
        <translation>将文件拖到此处</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Files that teach the model a style, a thing or a way to work in fewer steps</source>
        <translation>教给模型某种风格、事物或更少步数工作方式的文件</translation>
    </message>
</context>
<context>
    <name>v4e::ui::KindQuestionBox</name>
    <message>
        <source>Neither the file nor its name tells which of these it is, and without that it cannot be used. Its page on the site it comes from does. You are asked only once.</source>
        <translation>文件及其名称都无法说明它是其中哪一个，而不知道就无法使用。其来源网站的页面上有说明。只会询问一次。</translation>
    </message>
    <message>
        <source>As you said.</source>
        <translation>按您的说明。</translation>
    </message>
    <message>
        <source>By what the file says of itself.</source>
        <translation>根据文件自身的说明。</translation>
    </message>
    <message>
        <source>By its name.</source>
        <translation>根据其名称。</translation>
    </message>
    <message>
        <source>Others have the same shapes; this is the most common one. If it is another, say so: it is sampled in another way.</source>
        <translation>其他模型的形状相同；这是最常见的一个。如果不是它，请说明：采样方式会不同。</translation>
    </message>
    <message>
        <source>Which model is %1?</source>
        <translation>%1 是哪个模型？</translation>
    </message>
    <message>
        <source>%1 is taken for</source>
        <translation>%1 被视为</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>Keep this answer</source>
        <translation>保存此回答</translation>
    </message>
    <message>
        <source>Keep the answer for %1</source>
        <translation>保存对 %1 的回答</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SketchPanel</name>
    <message>
        <source>Black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <source>White</source>
        <translation>白色</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>黄色</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>Colour of the sketch</source>
        <translation>草图的颜色</translation>
    </message>
    <message>
        <source>Sketch onto the photo what is to become real, in black at best, and write what it is as the instruction, for example: a crown and a hat. Where a stroke is not used, the photo stays as it is.</source>
        <translation>在照片上画出要变成真实的东西，最好用黑色，并在指令中写明它是什么，例如：一顶王冠和一顶帽子。没有用到的笔画处，照片保持原样。</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Another colour…</source>
        <translation>其他颜色…</translation>
    </message>
    <message>
        <source>Another colour</source>
        <translation>其他颜色</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Size of the sketch brush</source>
        <translation>草图画笔的大小</translation>
    </message>
    <message>
        <source>Size of the brush ([ and ], or Alt and the wheel)</source>
        <translation>画笔大小（[ 和 ]，或 Alt 加滚轮）</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>Size of the sketch brush in photo pixels</source>
        <translation>草图画笔的大小（照片像素）</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SketchSession</name>
    <message>
        <source>Clear the sketch</source>
        <translation>清除草图</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SketchTool</name>
    <message>
        <source>Erase from the sketch</source>
        <translation>从草图中擦除</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>画草图</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SketchWorkspace</name>
    <message>
        <source>Open a photo first.</source>
        <translation>请先打开一张照片。</translation>
    </message>
    <message>
        <source>This needs a ChronoEdit model and, among the LoRAs, its paint-brush LoRA (paintbrush_lora_diffusers.safetensors).</source>
        <translation>这需要一个 ChronoEdit 模型，并且 LoRA 中要有它的画笔 LoRA（paintbrush_lora_diffusers.safetensors）。</translation>
    </message>
    <message>
        <source>Switch the paint-brush LoRA on, among the LoRAs.</source>
        <translation>请在 LoRA 中打开画笔 LoRA。</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>Sketch &amp;onto the photo</source>
        <translation>在照片上画草图(&amp;O)</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮擦</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SpeedSwitch</name>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message numerus="yes">
        <source>fast: %n step(s)</source>
        <translation>
            <numerusform>快速：%n 步</numerusform>
        </translation>
    </message>
    <message>
        <source>What the few-step LoRA or model was made for: its steps, shift and sampler, no guidance</source>
        <translation>少步数 LoRA 或模型所针对的设置：其步数、偏移和采样器，不用引导</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Without the few-step LoRA, with the model's own steps and guidance</source>
        <translation>不用少步数 LoRA，使用模型自身的步数和引导</translation>
    </message>
    <message numerus="yes">
        <source>Made for %n step(s) without guidance; as it is set now, the picture burns.</source>
        <translation>
            <numerusform>专为 %n 步、无引导而制作；按当前设置，图像会过度烧灼。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::WayDialog</name>
    <message>
        <source>Choose the finished edit</source>
        <translation>选择完成的编辑</translation>
    </message>
    <message>
        <source>Choose the photo</source>
        <translation>选择照片</translation>
    </message>
    <message>
        <source>%1 cannot be used. %2</source>
        <translation>无法使用 %1。%2</translation>
    </message>
    <message>
        <source>The photo (%1) and the edit (%2) have different proportions, so they do not show the same section. Turn or crop the photo as the edit is, or choose the edit that was not cropped.</source>
        <translation>照片（%1）与编辑（%2）的宽高比不同，所显示的不是同一区域。请将照片旋转或裁剪成与编辑一致，或选择未裁剪的编辑。</translation>
    </message>
    <message>
        <source>The edit is the same picture as the photo: there is nothing between them.</source>
        <translation>编辑与照片是同一张图片：两者之间没有任何变化。</translation>
    </message>
    <message>
        <source>No model has been found yet.</source>
        <translation>尚未找到模型。</translation>
    </message>
    <message>
        <source>%1 makes films from words alone. Choose Wan2.1 FLF2V, Fun InP or Wan2.2 I2V-A14B under Models.</source>
        <translation>%1 只能根据文字生成影片。请在“模型”中选择 Wan2.1 FLF2V、Fun InP 或 Wan2.2 I2V-A14B。</translation>
    </message>
    <message>
        <source>%1 was not taught to go from one picture to another. It holds its last frame at the edit and makes three states before it, as far as it knows such edits. Longer ways of their own make Wan2.1 FLF2V, Fun InP and Wan2.2 I2V-A14B.</source>
        <translation>%1 没有学过从一张图片到另一张图片的过程。它把最后一帧固定为编辑结果，并根据自己所掌握的编辑生成之前的三个状态。Wan2.1 FLF2V、Fun InP 和 Wan2.2 I2V-A14B 能生成更长的完整过程。</translation>
    </message>
    <message>
        <source>%1 was not taught to go from one picture to another; its end is held at the edit. Better at it are Wan2.1 FLF2V, Fun InP and Wan2.2 I2V-A14B.</source>
        <translation>%1 没有学过从一张图片到另一张图片的过程；其结尾被固定为编辑结果。Wan2.1 FLF2V、Fun InP 和 Wan2.2 I2V-A14B 效果更好。</translation>
    </message>
    <message>
        <source>%1 was taught to go from one picture to another.</source>
        <translation>%1 学过从一张图片到另一张图片的过程。</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Click, or drop the photo here</source>
        <translation>点击，或将照片拖放到此处</translation>
    </message>
    <message>
        <source>Finished edit</source>
        <translation>完成的编辑</translation>
    </message>
    <message>
        <source>Click, or drop the edit here</source>
        <translation>点击，或将编辑拖放到此处</translation>
    </message>
    <message>
        <source>Looking at the pictures…</source>
        <translation>正在查看图片…</translation>
    </message>
    <message>
        <source>The edit is %1, the photo %2: it is brought to the photo&apos;s size.</source>
        <translation>编辑为 %1，照片为 %2：编辑将调整为照片的尺寸。</translation>
    </message>
    <message>
        <source>Evolution between two pictures</source>
        <translation>两张图片之间的演变</translation>
    </message>
    <message>
        <source>&amp;Photo</source>
        <translation>照片(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Finished edit, made anywhere</source>
        <translation>完成的编辑，来源不限(&amp;F)</translation>
    </message>
    <message>
        <source>What &amp;happens on the way (may be empty)</source>
        <translation>过程中发生什么（可留空）(&amp;H)</translation>
    </message>
    <message>
        <source>for example: day slowly turns into night</source>
        <translation>例如：白天慢慢变成夜晚</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Make the evolution</source>
        <translation>生成演变(&amp;M)</translation>
    </message>
</context>
<context>
    <name>v4e::ui::WayWorkspace</name>
    <message>
        <source>Evolution to %1</source>
        <translation>到 %1 的演变</translation>
    </message>
</context>
</TS>
