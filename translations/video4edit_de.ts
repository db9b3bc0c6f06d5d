<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>Commands</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>Export &amp;as…</source>
        <translation>Exportieren &amp;als …</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Copy the result</source>
        <translation>Ergebnis &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Paste a photo</source>
        <translation>Foto &amp;einfügen</translation>
    </message>
    <message>
        <source>Pre&amp;ferences…</source>
        <translation>E&amp;instellungen …</translation>
    </message>
    <message>
        <source>&amp;Fit to the window</source>
        <translation>In das &amp;Fenster einpassen</translation>
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
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>Show the &amp;edit only</source>
        <translation>Nur die &amp;Bearbeitung zeigen</translation>
    </message>
    <message>
        <source>Compare &amp;split</source>
        <translation>Geteilt &amp;vergleichen</translation>
    </message>
    <message>
        <source>Compare side &amp;by side</source>
        <translation>&amp;Nebeneinander vergleichen</translation>
    </message>
    <message>
        <source>&amp;Next way to compare</source>
        <translation>Nä&amp;chste Vergleichsart</translation>
    </message>
    <message>
        <source>Sho&amp;w the original</source>
        <translation>&amp;Original zeigen</translation>
    </message>
    <message>
        <source>&amp;Difference overlay</source>
        <translation>&amp;Unterschied einblenden</translation>
    </message>
    <message>
        <source>&amp;Mask overlay</source>
        <translation>&amp;Maske einblenden</translation>
    </message>
    <message>
        <source>&amp;Hand tool</source>
        <translation>&amp;Handwerkzeug</translation>
    </message>
    <message>
        <source>Hide the p&amp;anels</source>
        <translation>Paletten &amp;ausblenden</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>Vo&amp;llbild</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Edit the photo</source>
        <translation>Foto &amp;bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Stop now</source>
        <translation>Sofort &amp;anhalten</translation>
    </message>
    <message>
        <source>Go to the &amp;instruction</source>
        <translation>Zur An&amp;weisung</translation>
    </message>
    <message>
        <source>&amp;Previous instruction</source>
        <translation>&amp;Vorige Anweisung</translation>
    </message>
    <message>
        <source>&amp;Next instruction</source>
        <translation>&amp;Nächste Anweisung</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>&amp;Modelle …</translation>
    </message>
    <message>
        <source>&amp;Free the model&apos;s memory</source>
        <translation>&amp;Speicher des Modells freigeben</translation>
    </message>
    <message>
        <source>&amp;Shortcuts…</source>
        <translation>&amp;Tastenkürzel …</translation>
    </message>
    <message>
        <source>&amp;Log…</source>
        <translation>&amp;Protokoll …</translation>
    </message>
    <message>
        <source>&amp;About Video4Edit…</source>
        <translation>&amp;Über Video4Edit …</translation>
    </message>
    <message>
        <source>Export the evo&amp;lution…</source>
        <translation>En&amp;twicklung exportieren …</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>&amp;Pinsel</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>&amp;Radierer</translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation>&amp;Lasso</translation>
    </message>
    <message>
        <source>&amp;Rectangle</source>
        <translation>Rech&amp;teck</translation>
    </message>
    <message>
        <source>S&amp;maller brush</source>
        <translation>Pinsel &amp;kleiner</translation>
    </message>
    <message>
        <source>L&amp;arger brush</source>
        <translation>Pinsel &amp;größer</translation>
    </message>
    <message>
        <source>S&amp;ofter brush</source>
        <translation>Pinsel &amp;weicher</translation>
    </message>
    <message>
        <source>&amp;Harder brush</source>
        <translation>Pinsel &amp;härter</translation>
    </message>
    <message>
        <source>&amp;Feather</source>
        <translation>Kante we&amp;ichzeichnen</translation>
    </message>
    <message>
        <source>&amp;Invert</source>
        <translation>&amp;Umkehren</translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation>Au&amp;fheben</translation>
    </message>
    <message>
        <source>&amp;New from a photo…</source>
        <translation>&amp;Neu aus einem Foto …</translation>
    </message>
    <message>
        <source>&amp;Save the project</source>
        <translation>Projekt &amp;speichern</translation>
    </message>
    <message>
        <source>Save the &amp;project as…</source>
        <translation>Projekt speichern &amp;unter …</translation>
    </message>
    <message>
        <source>Add a &amp;folder to the queue…</source>
        <translation>Ordner in die &amp;Warteschlange …</translation>
    </message>
    <message>
        <source>Add this photo to the &amp;queue</source>
        <translation>Dieses &amp;Foto in die Warteschlange</translation>
    </message>
    <message>
        <source>Start from the p&amp;hoto again</source>
        <translation>Wieder vom F&amp;oto ausgehen</translation>
    </message>
    <message>
        <source>Open a frame of a &amp;video…</source>
        <translation>Bild eines &amp;Videos öffnen …</translation>
    </message>
    <message>
        <source>E&amp;volution in a window</source>
        <translation>&amp;Entwicklung in einem Fenster</translation>
    </message>
    <message>
        <source>Stop and &amp;keep draft</source>
        <translation>Anhalten, Entwurf be&amp;halten</translation>
    </message>
    <message>
        <source>S&amp;tart from the edited area</source>
        <translation>Mit der &amp;bearbeiteten Fläche beginnen</translation>
    </message>
    <message>
        <source>Ne&amp;w region</source>
        <translation>&amp;Neuer Bereich</translation>
    </message>
    <message>
        <source>Rever&amp;t…</source>
        <translation>Zu&amp;rücksetzen …</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>&amp;Go on from here</source>
        <translation>Von &amp;hier aus weitermachen</translation>
    </message>
    <message>
        <source>Re&amp;name</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>&amp;Duplizieren</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>&amp;Dark canvas</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Middle grey canvas</source>
        <translation>&amp;Mittelgrau</translation>
    </message>
    <message>
        <source>&amp;Light canvas</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>Canvas as the &amp;theme</source>
        <translation>Wie das &amp;Thema</translation>
    </message>
    <message>
        <source>S&amp;witch off</source>
        <translation>Ausschal&amp;ten</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Rotate &amp;left</source>
        <translation>Nach &amp;links drehen</translation>
    </message>
    <message>
        <source>Rotate &amp;right</source>
        <translation>Nach &amp;rechts drehen</translation>
    </message>
    <message>
        <source>Flip &amp;horizontally</source>
        <translation>&amp;Waagerecht spiegeln</translation>
    </message>
    <message>
        <source>Flip &amp;vertically</source>
        <translation>&amp;Senkrecht spiegeln</translation>
    </message>
    <message>
        <source>&amp;Crop and straighten…</source>
        <translation>&amp;Zuschneiden und ausrichten …</translation>
    </message>
    <message>
        <source>Save as &amp;look…</source>
        <translation>Als &amp;Look speichern …</translation>
    </message>
    <message>
        <source>&amp;Apply look…</source>
        <translation>Look an&amp;wenden …</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>&amp;Quick selection</source>
        <translation>&amp;Schnellauswahl</translation>
    </message>
    <message>
        <source>Ob&amp;ject in a box</source>
        <translation>Ob&amp;jekt im Kasten</translation>
    </message>
    <message>
        <source>Magic wan&amp;d</source>
        <translation>&amp;Zauberstab</translation>
    </message>
    <message>
        <source>Select s&amp;ubject</source>
        <translation>&amp;Motiv auswählen</translation>
    </message>
    <message>
        <source>Select bac&amp;kground</source>
        <translation>Hintergrun&amp;d auswählen</translation>
    </message>
    <message>
        <source>&amp;Grow</source>
        <translation>&amp;Erweitern</translation>
    </message>
    <message>
        <source>Shri&amp;nk</source>
        <translation>&amp;Verkleinern</translation>
    </message>
    <message>
        <source>&amp;Show the selection</source>
        <translation>Auswahl zeigen</translation>
    </message>
    <message>
        <source>Select b&amp;y numbers…</source>
        <translation>In Zahlen &amp;auswählen…</translation>
    </message>
    <message>
        <source>&amp;Teach by example…</source>
        <translation>An Beispie&amp;len lehren …</translation>
    </message>
    <message>
        <source>Evolution bet&amp;ween two pictures…</source>
        <translation>Entwicklung &amp;zwischen zwei Bildern …</translation>
    </message>
    <message>
        <source>&amp;Compare variants…</source>
        <translation>Varianten ver&amp;gleichen …</translation>
    </message>
    <message>
        <source>Finish at &amp;2K</source>
        <translation>In &amp;2K fertigstellen</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>Skizze</translation>
    </message>
    <message>
        <source>Sketch &amp;brush</source>
        <translation>Skizzen&amp;pinsel</translation>
    </message>
    <message>
        <source>Sketch &amp;eraser</source>
        <translation>Skizzen&amp;radierer</translation>
    </message>
    <message>
        <source>&amp;Show the sketch</source>
        <translation>Skizze &amp;zeigen</translation>
    </message>
    <message>
        <source>&amp;Clear the sketch</source>
        <translation>Skizze &amp;löschen</translation>
    </message>
</context>
<context>
    <name>DroppedFiles</name>
    <message>
        <source>Photos (%1)</source>
        <translation>Fotos (%1)</translation>
    </message>
    <message>
        <source>Videos (%1)</source>
        <translation>Videos (%1)</translation>
    </message>
    <message>
        <source>Projects (%1)</source>
        <translation>Projekte (%1)</translation>
    </message>
    <message>
        <source>Photos, videos and projects (%1)</source>
        <translation>Fotos, Videos und Projekte (%1)</translation>
    </message>
</context>
<context>
    <name>Effects</name>
    <message>
        <source>black and white</source>
        <translation>Schwarzweiß</translation>
    </message>
    <message>
        <source>sepia</source>
        <translation>Sepia</translation>
    </message>
    <message>
        <source>warmer light</source>
        <translation>wärmeres Licht</translation>
    </message>
    <message>
        <source>cooler light</source>
        <translation>kühleres Licht</translation>
    </message>
    <message>
        <source>vivid colours</source>
        <translation>kräftige Farben</translation>
    </message>
    <message>
        <source>brighter</source>
        <translation>heller</translation>
    </message>
    <message>
        <source>darker</source>
        <translation>dunkler</translation>
    </message>
    <message>
        <source>a colour tint</source>
        <translation>ein Farbstich</translation>
    </message>
    <message>
        <source>night</source>
        <translation>Nacht</translation>
    </message>
    <message>
        <source>fog</source>
        <translation>Nebel</translation>
    </message>
    <message>
        <source>snow</source>
        <translation>Schnee</translation>
    </message>
    <message>
        <source>pencil sketch</source>
        <translation>Bleistiftzeichnung</translation>
    </message>
    <message>
        <source>oil painting</source>
        <translation>Ölgemälde</translation>
    </message>
    <message>
        <source>watercolour</source>
        <translation>Aquarell</translation>
    </message>
    <message>
        <source>cartoon</source>
        <translation>Comic</translation>
    </message>
    <message>
        <source>restore an old photo</source>
        <translation>altes Foto wiederherstellen</translation>
    </message>
    <message>
        <source>colourise</source>
        <translation>kolorieren</translation>
    </message>
    <message>
        <source>blur the background</source>
        <translation>Hintergrund weichzeichnen</translation>
    </message>
    <message>
        <source>plain coloured background</source>
        <translation>einfarbiger Hintergrund</translation>
    </message>
    <message>
        <source>background of two colours</source>
        <translation>Hintergrund in zwei Farben</translation>
    </message>
    <message>
        <source>recolour an object</source>
        <translation>Gegenstand umfärben</translation>
    </message>
    <message>
        <source>remove an object</source>
        <translation>Gegenstand entfernen</translation>
    </message>
    <message>
        <source>repair a marked part</source>
        <translation>eine markierte Stelle ausbessern</translation>
    </message>
    <message>
        <source>add something</source>
        <translation>etwas hinzufügen</translation>
    </message>
    <message>
        <source>replace something</source>
        <translation>etwas ersetzen</translation>
    </message>
    <message>
        <source>another background</source>
        <translation>anderer Hintergrund</translation>
    </message>
    <message>
        <source>remove the background</source>
        <translation>Hintergrund entfernen</translation>
    </message>
    <message>
        <source>cut something out</source>
        <translation>etwas freistellen</translation>
    </message>
    <message>
        <source>change text</source>
        <translation>Text ändern</translation>
    </message>
    <message>
        <source>add text</source>
        <translation>Text hinzufügen</translation>
    </message>
    <message>
        <source>remove text</source>
        <translation>Text entfernen</translation>
    </message>
    <message>
        <source>change the material</source>
        <translation>Material ändern</translation>
    </message>
    <message>
        <source>change a pose or action</source>
        <translation>Haltung oder Handlung ändern</translation>
    </message>
    <message>
        <source>change a person</source>
        <translation>eine Person verändern</translation>
    </message>
    <message>
        <source>rain</source>
        <translation>Regen</translation>
    </message>
    <message>
        <source>storm</source>
        <translation>Sturm</translation>
    </message>
    <message>
        <source>sunset</source>
        <translation>Sonnenuntergang</translation>
    </message>
    <message>
        <source>sunrise</source>
        <translation>Sonnenaufgang</translation>
    </message>
    <message>
        <source>sunshine</source>
        <translation>Sonnenschein</translation>
    </message>
    <message>
        <source>clouds</source>
        <translation>Wolken</translation>
    </message>
    <message>
        <source>day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>another season</source>
        <translation>andere Jahreszeit</translation>
    </message>
    <message>
        <source>clear the weather</source>
        <translation>Wetter aufklaren</translation>
    </message>
    <message>
        <source>other lighting</source>
        <translation>anderes Licht</translation>
    </message>
    <message>
        <source>light on one thing</source>
        <translation>Licht auf eine Sache</translation>
    </message>
    <message>
        <source>muted colours</source>
        <translation>gedämpfte Farben</translation>
    </message>
    <message>
        <source>contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>white balance</source>
        <translation>Weißabgleich</translation>
    </message>
    <message>
        <source>sharpen</source>
        <translation>schärfen</translation>
    </message>
    <message>
        <source>another style</source>
        <translation>anderer Stil</translation>
    </message>
    <message>
        <source>vintage look</source>
        <translation>alter Look</translation>
    </message>
    <message>
        <source>move the camera</source>
        <translation>Kamera bewegen</translation>
    </message>
    <message>
        <source>resize something</source>
        <translation>Größe von etwas ändern</translation>
    </message>
    <message>
        <source>move something</source>
        <translation>etwas bewegen</translation>
    </message>
    <message>
        <source>other changes</source>
        <translation>andere Änderungen</translation>
    </message>
</context>
<context>
    <name>HistoryCommands</name>
    <message>
        <source>Duplicate a step</source>
        <translation>Schritt duplizieren</translation>
    </message>
    <message>
        <source>Remove a step</source>
        <translation>Schritt entfernen</translation>
    </message>
    <message>
        <source>Show another step</source>
        <translation>Anderen Schritt zeigen</translation>
    </message>
    <message>
        <source>Rename a step</source>
        <translation>Schritt umbenennen</translation>
    </message>
    <message>
        <source>Switch on %1</source>
        <translation>%1 einschalten</translation>
    </message>
    <message>
        <source>Switch off %1</source>
        <translation>%1 ausschalten</translation>
    </message>
</context>
<context>
    <name>LayerNames</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Evolution %1 of %2</source>
        <translation>Entwicklung %1 von %2</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeitung</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
</context>
<context>
    <name>ModelTexts</name>
    <message>
        <source>This model cannot be used yet: say below which model its file is.</source>
        <translation>Dieses Modell ist noch nicht zu gebrauchen: Sagen Sie unten, welches Modell seine Datei ist.</translation>
    </message>
    <message>
        <source>%1 for its weights, and more while it works</source>
        <translation>%1 für seine Gewichte, beim Arbeiten mehr</translation>
    </message>
    <message>
        <source>%1 are free</source>
        <translation>%1 sind frei</translation>
    </message>
    <message>
        <source>that is too little</source>
        <translation>das ist zu wenig</translation>
    </message>
    <message>
        <source>%1 taken</source>
        <translation>%1 belegt</translation>
    </message>
    <message>
        <source>put it into %1</source>
        <translation>legen Sie es in %1 ab</translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <translation>Es fehlt: %1</translation>
    </message>
    <message>
        <source>This model cannot be used yet.</source>
        <translation>Dieses Modell ist noch nicht verwendbar.</translation>
    </message>
    <message>
        <source>A small model. It runs anywhere in seconds, and can do what is suggested under the instruction; anything else needs a large model.</source>
        <translation>Ein kleines Modell. Es läuft überall in Sekunden und kann, was unter der Anweisung vorgeschlagen wird; alles andere braucht ein großes Modell.</translation>
    </message>
    <message>
        <source>A large model that follows free instructions. It needs a graphics card, or patience.</source>
        <translation>Ein großes Modell, das freien Anweisungen folgt. Es braucht eine Grafikkarte oder Geduld.</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>Auf der Platte</translation>
    </message>
    <message>
        <source>Works at</source>
        <translation>Arbeitet mit</translation>
    </message>
    <message>
        <source>%1 × %2 pixels; your photo keeps its size</source>
        <translation>%1 × %2 Pixeln; Ihr Foto behält seine Größe</translation>
    </message>
    <message>
        <source>It has learnt</source>
        <translation>Es hat gelernt</translation>
    </message>
    <message>
        <source>It has not learnt</source>
        <translation>Es hat nicht gelernt</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>Teile</translation>
    </message>
</context>
<context>
    <name>PanelCommand</name>
    <message>
        <source>Change the settings</source>
        <translation>Einstellungen ändern</translation>
    </message>
</context>
<context>
    <name>QApplication</name>
    <message>
        <source>Edits photos as a video would: type what should change.</source>
        <translation>Bearbeitet Fotos wie ein Video: Schreiben Sie, was sich ändern soll.</translation>
    </message>
    <message>
        <source>Print the milliseconds to the first paint and quit.</source>
        <translation>Die Millisekunden bis zum ersten Bild ausgeben und beenden.</translation>
    </message>
    <message>
        <source>Keep the settings in &lt;file&gt;.</source>
        <translation>Die Einstellungen in &lt;file&gt; führen.</translation>
    </message>
    <message>
        <source>Photos, folders or a project to open.</source>
        <translation>Zu öffnende Fotos, Ordner oder ein Projekt.</translation>
    </message>
</context>
<context>
    <name>QueueCommands</name>
    <message>
        <source>Add to the queue</source>
        <translation>Zur Warteschlange hinzufügen</translation>
    </message>
    <message>
        <source>Remove from the queue</source>
        <translation>Aus der Warteschlange entfernen</translation>
    </message>
    <message>
        <source>Move in the queue</source>
        <translation>In der Warteschlange verschieben</translation>
    </message>
    <message>
        <source>Change the queue</source>
        <translation>Warteschlange ändern</translation>
    </message>
</context>
<context>
    <name>QueueModel</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Wird vorbereitet</translation>
    </message>
    <message>
        <source>Editing</source>
        <translation>Wird bearbeitet</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Wird gespeichert</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Übersprungen</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>No instruction yet: double-click to write one</source>
        <translation>Noch keine Anweisung: zum Schreiben doppelklicken</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
</context>
<context>
    <name>StepText</name>
    <message>
        <source>“%1”</source>
        <translation>„%1“</translation>
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
            <numerusform>%1 und %n weitere</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n Minute</numerusform>
            <numerusform>%n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n Stunde</numerusform>
            <numerusform>%n Stunden</numerusform>
        </translation>
    </message>
    <message>
        <source>They have too different shapes to show the same scene.</source>
        <translation>Ihre Formate sind zu verschieden, um dasselbe zu zeigen.</translation>
    </message>
    <message>
        <source>The edit is the same as the photo: nothing to learn.</source>
        <translation>Die Bearbeitung gleicht dem Foto: Es gibt nichts zu lernen.</translation>
    </message>
    <message>
        <source>A file is a pointer of Git LFS: fetch the picture itself.</source>
        <translation>Eine Datei ist ein Verweis von Git LFS: Holen Sie das Bild selbst.</translation>
    </message>
    <message>
        <source>A picture cannot be opened.</source>
        <translation>Ein Bild lässt sich nicht öffnen.</translation>
    </message>
    <message>
        <source>Without a partner: %1. Drop what belongs to them.</source>
        <translation>Ohne Gegenstück: %1. Ziehen Sie herein, was dazugehört.</translation>
    </message>
    <message>
        <source>More than two of one name: %1. Drop two at a time.</source>
        <translation>Mehr als zwei gleichen Namens: %1. Ziehen Sie je zwei herein.</translation>
    </message>
    <message>
        <source>No pictures: %1.</source>
        <translation>Keine Bilder: %1.</translation>
    </message>
    <message>
        <source>Cannot be read: %1.</source>
        <translation>Nicht lesbar: %1.</translation>
    </message>
    <message numerus="yes">
        <source>At least %n pairs are needed.</source>
        <translation>
            <numerusform>Mindestens %n Paar ist nötig.</numerusform>
            <numerusform>Mindestens %n Paare sind nötig.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 cannot be taught.</source>
        <translation>%1 kann nichts lernen.</translation>
    </message>
    <message>
        <source>%1 needs about %2 of memory to be taught; %3 is free. Choose a smaller model, or teach it on a larger computer.</source>
        <translation>%1 braucht zum Lernen etwa %2 Speicher; frei sind %3. Wählen Sie ein kleineres Modell, oder lehren Sie es auf einem größeren Rechner.</translation>
    </message>
    <message>
        <source>Takes about %1 on this computer and %2 of memory.</source>
        <translation>Dauert auf diesem Rechner etwa %1 und braucht %2 Speicher.</translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s) are kept apart, to show you how well it learned.</source>
        <translation>
            <numerusform>%n Paar bleibt beiseite, um Ihnen zu zeigen, wie gut es gelernt hat.</numerusform>
            <numerusform>%n Paare bleiben beiseite, um Ihnen zu zeigen, wie gut es gelernt hat.</numerusform>
        </translation>
    </message>
    <message>
        <source>Waits while other work is done first</source>
        <translation>Wartet, bis andere Arbeit getan ist</translation>
    </message>
    <message>
        <source>Looking at pair %1 of %2</source>
        <translation>Paar %1 von %2 wird angesehen</translation>
    </message>
    <message>
        <source>Learning: step %1 of %2</source>
        <translation>Lernt: Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Trying it on pair %1 of %2 that it has not seen</source>
        <translation>Versuch an Paar %1 von %2, das es nicht kennt</translation>
    </message>
    <message>
        <source>It has learned your edit well.</source>
        <translation>Es hat Ihre Bearbeitung gut gelernt.</translation>
    </message>
    <message>
        <source>It has learned some of your edit. Training longer, or more pairs, may help.</source>
        <translation>Es hat einen Teil Ihrer Bearbeitung gelernt. Länger zu üben oder mehr Paare können helfen.</translation>
    </message>
    <message>
        <source>It has hardly learned your edit. It learns colours and tones best, from pairs that were all edited in the same way.</source>
        <translation>Es hat Ihre Bearbeitung kaum gelernt. Am besten lernt es Farben und Töne, aus Paaren, die alle gleich bearbeitet sind.</translation>
    </message>
    <message numerus="yes">
        <source>On %n pair(s) that it had not seen, the model&apos;s edit is %1 near to yours; the photo as it was is %2 near (more is nearer).</source>
        <translation>
            <numerusform>An %n Paar, das es nicht kannte, ist die Bearbeitung des Modells %1 nah an Ihrer; das Foto, wie es war, ist %2 nah (mehr ist näher).</numerusform>
            <numerusform>An %n Paaren, die es nicht kannte, ist die Bearbeitung des Modells %1 nah an Ihrer; das Foto, wie es war, ist %2 nah (mehr ist näher).</numerusform>
        </translation>
    </message>
    <message>
        <source>Training longer made it no better, so the earlier state was kept.</source>
        <translation>Längeres Üben hat es nicht besser gemacht; darum blieb der frühere Stand.</translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s) could not be used: %1</source>
        <translation>
            <numerusform>%n Paar war nicht brauchbar: %1</numerusform>
            <numerusform>%n Paare waren nicht brauchbar: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n Paar</numerusform>
            <numerusform>%n Paare</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::AboutDialog</name>
    <message>
        <source>About Video4Edit</source>
        <translation>Über Video4Edit</translation>
    </message>
    <message>
        <source>The program&apos;s icon</source>
        <translation>Symbol des Programms</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Version %1</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>About and licences</source>
        <translation>Über das Programm und Lizenzen</translation>
    </message>
    <message>
        <source>Edits a photo as a short video would: the photo is the first frame, the edit the last one, and every frame in between is a weaker edit that you can stop at.</source>
        <translation>Bearbeitet ein Foto wie ein kurzes Video: Das Foto ist das erste Bild, die Bearbeitung das letzte, und jedes Bild dazwischen ist eine schwächere Bearbeitung, bei der man anhalten kann.</translation>
    </message>
    <message>
        <source>Everything runs on this computer. The program sends nothing anywhere: no telemetry, no accounts, no search for updates.</source>
        <translation>Alles läuft auf diesem Rechner. Das Programm sendet nichts: keine Nutzungsdaten, keine Konten, keine Suche nach Aktualisierungen.</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. It comes without any warranty.</source>
        <translation>Freie Software unter der GNU General Public License, Version 3 oder später. Ohne jede Gewährleistung.</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::AlarmBar</name>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Your work could not be saved.</source>
        <translation>Ihre Arbeit konnte nicht gesichert werden.</translation>
    </message>
    <message>
        <source>Save the project or export the photo now. Saving is tried again all the time.</source>
        <translation>Bitte jetzt das Projekt speichern oder das Foto exportieren. Das Sichern wird ständig neu versucht.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::AreaDialog</name>
    <message>
        <source>Select by numbers</source>
        <translation>In Zahlen auswählen</translation>
    </message>
    <message>
        <source>S&amp;hape:</source>
        <translation>&amp;Form:</translation>
    </message>
    <message>
        <source>&amp;Left:</source>
        <translation>&amp;Links:</translation>
    </message>
    <message>
        <source>&amp;Top:</source>
        <translation>&amp;Oben:</translation>
    </message>
    <message>
        <source>&amp;Width:</source>
        <translation>&amp;Breite:</translation>
    </message>
    <message>
        <source>H&amp;eight:</source>
        <translation>&amp;Höhe:</translation>
    </message>
    <message>
        <source>&amp;As:</source>
        <translation>&amp;Als:</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Ellipse</translation>
    </message>
    <message>
        <source>New selection</source>
        <translation>Neue Auswahl</translation>
    </message>
    <message>
        <source>Add to the selection</source>
        <translation>Zur Auswahl hinzufügen</translation>
    </message>
    <message>
        <source>Take from the selection</source>
        <translation>Von der Auswahl abziehen</translation>
    </message>
    <message>
        <source>What both have</source>
        <translation>Schnittmenge mit der Auswahl</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>Abbre&amp;chen</translation>
    </message>
    <message>
        <source>&amp;Select</source>
        <translation>Au&amp;swählen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::AskBox</name>
    <message>
        <source>Have it written by a language model</source>
        <translation>Von einem Sprachmodell schreiben lassen</translation>
    </message>
    <message>
        <source>By one that you run: llama.cpp, Ollama, vLLM, LM Studio</source>
        <translation>Von einem, das Sie betreiben: llama.cpp, Ollama, vLLM, LM Studio</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Address of the language model</source>
        <translation>Adresse des Sprachmodells</translation>
    </message>
    <message>
        <source>Nothing is sent before you press the button below. A key is taken from the environment variable V4E_CHAT_KEY.</source>
        <translation>Nichts wird gesendet, bevor Sie den Knopf darunter drücken. Ein Schlüssel wird der Umgebungsvariablen V4E_CHAT_KEY entnommen.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>the only one there</source>
        <translation>das einzige dort</translation>
    </message>
    <message>
        <source>Name of the language model</source>
        <translation>Name des Sprachmodells</translation>
    </message>
    <message>
        <source>Wait at most</source>
        <translation>Höchstens warten</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Seconds to wait at most</source>
        <translation>Sekunden, die höchstens gewartet wird</translation>
    </message>
    <message>
        <source>Let it see the photo</source>
        <translation>Das Foto zeigen</translation>
    </message>
    <message>
        <source>768 pixels at most, without place, date and the like</source>
        <translation>Höchstens 768 Pixel, ohne Ort, Datum und dergleichen</translation>
    </message>
    <message>
        <source>Write the caption</source>
        <translation>Beschreibung schreiben</translation>
    </message>
    <message>
        <source>Stop asking</source>
        <translation>Nicht mehr fragen</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Fragt …</translation>
    </message>
    <message>
        <source>Written by %1.</source>
        <translation>Geschrieben von %1.</translation>
    </message>
    <message>
        <source>No caption came, so it stays as it is. %1</source>
        <translation>Es kam keine Beschreibung, sie bleibt wie sie ist. %1</translation>
    </message>
    <message>
        <source>%1 is not this computer: the instruction leaves it.</source>
        <translation>%1 ist nicht dieser Rechner: Die Anweisung verlässt ihn.</translation>
    </message>
    <message>
        <source>%1 is not this computer: the instruction and a small copy of the photo leave it.</source>
        <translation>%1 ist nicht dieser Rechner: Die Anweisung und ein kleines Abbild des Fotos verlassen ihn.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::BaseSwitch</name>
    <message>
        <source>Builds</source>
        <translation>Baut auf:</translation>
    </message>
    <message>
        <source>on this edit</source>
        <translation>dieser Bearbeitung</translation>
    </message>
    <message>
        <source>on the photo</source>
        <translation>dem Foto</translation>
    </message>
    <message>
        <source>The next edit goes on from the one that is shown</source>
        <translation>Die nächste Bearbeitung geht von der gezeigten aus</translation>
    </message>
    <message>
        <source>The next edit starts from the photo again</source>
        <translation>Die nächste Bearbeitung beginnt wieder beim Foto</translation>
    </message>
</context>
<context>
    <name>v4e::ui::Canvas</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>No photo is open.</source>
        <translation>Es ist kein Foto geöffnet.</translation>
    </message>
    <message>
        <source>%1 by %2 pixels, shown at %3 %. %4</source>
        <translation>%1 mal %2 Pixel, gezeigt mit %3 %. %4</translation>
    </message>
    <message>
        <source>There is an edit.</source>
        <translation>Es gibt eine Bearbeitung.</translation>
    </message>
    <message>
        <source>Not edited.</source>
        <translation>Nicht bearbeitet.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
</context>
<context>
    <name>v4e::ui::CanvasBar</name>
    <message>
        <source>Hold to see the original (\)</source>
        <translation>Gedrückt halten, um das Original zu sehen (\)</translation>
    </message>
    <message>
        <source>Hold to see the original</source>
        <translation>Gedrückt halten, um das Original zu sehen</translation>
    </message>
    <message>
        <source>Drag the result from here into a folder or another program</source>
        <translation>Von hier das Ergebnis in einen Ordner oder ein anderes Programm ziehen</translation>
    </message>
    <message>
        <source>Drag the result out</source>
        <translation>Ergebnis herausziehen</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Vergrößerung</translation>
    </message>
</context>
<context>
    <name>v4e::ui::CaptionBox</name>
    <message>
        <source>&amp;What will happen</source>
        <translation>Was ges&amp;chehen wird</translation>
    </message>
    <message>
        <source>Back to automatic</source>
        <translation>Wieder automatisch</translation>
    </message>
    <message>
        <source>Write it from the instruction again</source>
        <translation>Wieder aus der Anweisung bilden</translation>
    </message>
    <message>
        <source>Type an instruction: here you see how the photo will evolve.</source>
        <translation>Schreiben Sie eine Anweisung: Hier steht, wie sich das Foto entwickeln wird.</translation>
    </message>
    <message>
        <source>Evolution caption</source>
        <translation>Beschreibung der Entwicklung</translation>
    </message>
    <message>
        <source>What the model is told. Write here to say it in your own words.</source>
        <translation>Was dem Modell gesagt wird. Schreiben Sie hier, um es mit eigenen Worten zu sagen.</translation>
    </message>
    <message>
        <source>Kind of edit</source>
        <translation>Art der Bearbeitung</translation>
    </message>
    <message>
        <source>How it evolves</source>
        <translation>Wie es sich entwickelt</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Weather and light</source>
        <translation>Wetter und Licht</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Anderes</translation>
    </message>
    <message>
        <source>changes in place</source>
        <translation>ändert sich am Ort</translation>
    </message>
    <message>
        <source>rearranges things</source>
        <translation>ordnet neu an</translation>
    </message>
    <message>
        <source>Taught by examples: a LoRA that is on knows these words.</source>
        <translation>An Beispielen gelernt: Ein LoRA, das an ist, kennt diese Worte.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::CompareWindow</name>
    <message>
        <source>“%1”, %2</source>
        <translation>„%1“, %2</translation>
    </message>
    <message>
        <source>Variant %1 of %2</source>
        <translation>Variante %1 von %2</translation>
    </message>
    <message>
        <source>Compare variants</source>
        <translation>Varianten vergleichen</translation>
    </message>
    <message>
        <source>C&amp;hange the variants…</source>
        <translation>Varianten ä&amp;ndern …</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>C&amp;ompare</source>
        <translation>Ve&amp;rgleichen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::CompareWorkspace</name>
    <message>
        <source>Open a photo first.</source>
        <translation>Öffnen Sie zuerst ein Foto.</translation>
    </message>
    <message>
        <source>Write in the main window what to change.</source>
        <translation>Schreiben Sie im Hauptfenster, was sich ändern soll.</translation>
    </message>
    <message>
        <source>The step that these variants were made of has been removed from the history.</source>
        <translation>Der Schritt, aus dem diese Varianten entstanden sind, wurde aus dem Verlauf entfernt.</translation>
    </message>
    <message>
        <source>This edit is in the history now.</source>
        <translation>Diese Bearbeitung steht jetzt im Verlauf.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::EditEngine</name>
    <message>
        <source>Loading the model</source>
        <translation>Modell wird geladen</translation>
    </message>
    <message>
        <source>Writing the caption</source>
        <translation>Beschreibung wird verfasst</translation>
    </message>
    <message>
        <source>Reading the instruction</source>
        <translation>Anweisung wird gelesen</translation>
    </message>
    <message>
        <source>Making the edit</source>
        <translation>Bearbeitung entsteht</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Wird gespeichert</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>This is not supported.</source>
        <translation>Das wird nicht unterstützt.</translation>
    </message>
    <message>
        <source>%1 · step %2 of %3</source>
        <translation>%1 · Schritt %2 von %3</translation>
    </message>
    <message>
        <source>about %1 s left</source>
        <translation>noch etwa %1 s</translation>
    </message>
    <message>
        <source>about %1 min left</source>
        <translation>noch etwa %1 min</translation>
    </message>
    <message>
        <source>There is not enough memory. Close other programs, or try fewer frames or a smaller model.</source>
        <translation>Der Speicher reicht nicht. Schließen Sie andere Programme oder versuchen Sie weniger Bilder oder ein kleineres Modell.</translation>
    </message>
    <message>
        <source>Reading the photo</source>
        <translation>Foto wird gelesen</translation>
    </message>
    <message>
        <source>Preparing the frames</source>
        <translation>Bilder werden aufbereitet</translation>
    </message>
    <message>
        <source>Blending into your photo</source>
        <translation>Wird in das Foto eingefügt</translation>
    </message>
    <message>
        <source>This does not work.</source>
        <translation>Das geht so nicht.</translation>
    </message>
    <message>
        <source>Could not read the file.</source>
        <translation>Die Datei konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>This file is damaged, or is not what its name says.</source>
        <translation>Diese Datei ist beschädigt oder nicht das, was ihr Name sagt.</translation>
    </message>
    <message>
        <source>Could not save the file.</source>
        <translation>Die Datei konnte nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>These model files do not match.</source>
        <translation>Diese Modelldateien passen nicht zusammen.</translation>
    </message>
    <message>
        <source>Something went wrong in the program.</source>
        <translation>Im Programm ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>Variation %1 of %2 · %3</source>
        <translation>Variante %1 von %2 · %3</translation>
    </message>
    <message>
        <source>about %1 h left</source>
        <translation>noch etwa %1 h</translation>
    </message>
    <message>
        <source>Updating %1 of %2 steps</source>
        <translation>Schritt %1 von %2 wird aktualisiert</translation>
    </message>
    <message>
        <source>Updating the step</source>
        <translation>Schritt wird aktualisiert</translation>
    </message>
    <message>
        <source>Step %1 of %2 · %3</source>
        <translation>Schritt %1 von %2 · %3</translation>
    </message>
</context>
<context>
    <name>v4e::ui::EditSession</name>
    <message>
        <source>%1 takes at least %2 of memory for this, and %3 are free.</source>
        <translation>%1 braucht dafür mindestens %2 Speicher, frei sind %3.</translation>
    </message>
    <message>
        <source>Choose another model…</source>
        <translation>Anderes Modell wählen …</translation>
    </message>
    <message numerus="yes">
        <source>Try with %n frame(s)</source>
        <translation>
            <numerusform>Mit %n Bild versuchen</numerusform>
            <numerusform>Mit %n Bildern versuchen</numerusform>
        </translation>
    </message>
    <message>
        <source>Use %1 (%2)</source>
        <translation>%1 verwenden (%2)</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle …</translation>
    </message>
    <message>
        <source>Edit anyway</source>
        <translation>Trotzdem bearbeiten</translation>
    </message>
    <message>
        <source>Stopped. Nothing of this edit was kept.</source>
        <translation>Angehalten. Von dieser Bearbeitung wurde nichts behalten.</translation>
    </message>
    <message>
        <source>Stopped. No variation was kept.</source>
        <translation>Angehalten. Keine Variante wurde behalten.</translation>
    </message>
    <message>
        <source>Stopped. Kept: %1 of %2 variations.</source>
        <translation>Angehalten. Behalten: %1 von %2 Varianten.</translation>
    </message>
    <message>
        <source>Strength of %1</source>
        <translation>Stärke von %1</translation>
    </message>
    <message>
        <source>Stopped. This step does not show the changed steps before it.</source>
        <translation>Angehalten. Dieser Schritt zeigt die geänderten Schritte davor noch nicht.</translation>
    </message>
    <message>
        <source>Update now</source>
        <translation>Jetzt aktualisieren</translation>
    </message>
    <message>
        <source>Stopped. Kept: %1 of %2 steps of the look.</source>
        <translation>Angehalten. Behalten: %1 von %2 Schritten des Looks.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::EvolutionDialog</name>
    <message>
        <source>OpenCV has no encoder for WebM on this computer. Choose another format.</source>
        <translation>OpenCV kann auf diesem Rechner kein WebM schreiben. Wählen Sie ein anderes Format.</translation>
    </message>
    <message>
        <source>A folder with one PNG file for each frame.</source>
        <translation>Ein Ordner mit einer PNG-Datei je Bild.</translation>
    </message>
    <message>
        <source>Plays everywhere, in 256 colours a frame; the file becomes large.</source>
        <translation>Läuft überall, mit 256 Farben je Bild; die Datei wird groß.</translation>
    </message>
    <message>
        <source>Whether a video starts over at its end is up to the player.</source>
        <translation>Ob ein Video am Ende von vorn beginnt, entscheidet der Player.</translation>
    </message>
    <message>
        <source>Export the evolution</source>
        <translation>Entwicklung exportieren</translation>
    </message>
    <message>
        <source>&amp;File:</source>
        <translation>&amp;Datei:</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>Durch&amp;suchen …</translation>
    </message>
    <message>
        <source>F&amp;ormat:</source>
        <translation>F&amp;ormat:</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>MP4 video</source>
        <translation>MP4-Video</translation>
    </message>
    <message>
        <source>WebM video</source>
        <translation>WebM-Video</translation>
    </message>
    <message>
        <source>GIF animation</source>
        <translation>GIF-Animation</translation>
    </message>
    <message>
        <source>Frames as PNG files</source>
        <translation>Bilder als PNG-Dateien</translation>
    </message>
    <message>
        <source>Frames per &amp;second:</source>
        <translation>&amp;Bilder je Sekunde:</translation>
    </message>
    <message>
        <source>Frames per second</source>
        <translation>Bilder je Sekunde</translation>
    </message>
    <message>
        <source>Si&amp;ze:</source>
        <translation>&amp;Größe:</translation>
    </message>
    <message>
        <source>&amp;Repeat endlessly</source>
        <translation>Endlos &amp;wiederholen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>Play forwards &amp;and back</source>
        <translation>&amp;Vor und zurück abspielen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::EvolutionExport</name>
    <message>
        <source>Saved as %1.</source>
        <translation>Gespeichert als %1.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::EvolutionWindow</name>
    <message>
        <source>Evolution</source>
        <translation>Entwicklung</translation>
    </message>
    <message>
        <source>Space plays, the arrow keys step, F11 fills the screen, Escape closes.</source>
        <translation>Leertaste spielt ab, Pfeiltasten gehen bildweise, F11 füllt den Bildschirm, Escape schließt.</translation>
    </message>
    <message>
        <source>The steps from photo to edit appear here</source>
        <translation>Hier erscheinen die Schritte vom Foto zur Bearbeitung</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ExportDialog</name>
    <message>
        <source>JPEG has no transparency: it becomes white.</source>
        <translation>JPEG kennt keine Transparenz: Sie wird weiß.</translation>
    </message>
    <message>
        <source>This format has 8 bits per channel; PNG and TIFF keep all 16.</source>
        <translation>Dieses Format hat 8 Bit je Kanal; PNG und TIFF behalten alle 16.</translation>
    </message>
    <message>
        <source>Every pixel outside the edit stays as it was, bit for bit.</source>
        <translation>Jedes Pixel außerhalb der Bearbeitung bleibt Bit für Bit, wie es war.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Photos (%1)</source>
        <translation>Fotos (%1)</translation>
    </message>
    <message>
        <source>“%1” already exists. Replace it?</source>
        <translation>„%1“ gibt es schon. Ersetzen?</translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>&amp;Ersetzen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;File:</source>
        <translation>&amp;Datei:</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>D&amp;urchsuchen …</translation>
    </message>
    <message>
        <source>F&amp;ormat:</source>
        <translation>&amp;Format:</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>&amp;Quality:</source>
        <translation>&amp;Qualität:</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>&amp;Lossless</source>
        <translation>&amp;Verlustfrei</translation>
    </message>
    <message>
        <source>&amp;Metadata:</source>
        <translation>&amp;Metadaten:</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>Metadaten</translation>
    </message>
    <message>
        <source>Keep all</source>
        <translation>Alle behalten</translation>
    </message>
    <message>
        <source>Keep, without location</source>
        <translation>Behalten, ohne Aufnahmeort</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>Si&amp;ze:</source>
        <translation>&amp;Größe:</translation>
    </message>
    <message>
        <source>&amp;Depth:</source>
        <translation>Farb&amp;tiefe:</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Farbtiefe</translation>
    </message>
    <message>
        <source>%1 bits per channel</source>
        <translation>%1 Bit je Kanal</translation>
    </message>
    <message>
        <source>Colo&amp;urs:</source>
        <translation>Fa&amp;rben:</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Same as photo</source>
        <translation>Wie im Foto</translation>
    </message>
    <message>
        <source>&amp;Write the instruction into the file</source>
        <translation>Anwe&amp;isung in die Datei schreiben</translation>
    </message>
    <message>
        <source>Dropping the file on the window then brings instruction and settings back. Left out together with the metadata, nothing but the label that a model took part remains.</source>
        <translation>Wird die Datei auf das Fenster gezogen, sind Anweisung und Einstellungen wieder da. Wird sie mit den Metadaten weggelassen, bleibt nur die Kennzeichnung, dass ein Modell beteiligt war.</translation>
    </message>
    <message>
        <source>Give the file a name.</source>
        <translation>Bitte einen Dateinamen eingeben.</translation>
    </message>
    <message>
        <source>The folder “%1” does not exist.</source>
        <translation>Den Ordner „%1“ gibt es nicht.</translation>
    </message>
    <message>
        <source>“%1” is a folder. Give the file a name in it.</source>
        <translation>„%1“ ist ein Ordner. Bitte einen Dateinamen darin eingeben.</translation>
    </message>
    <message>
        <source>The folder “%1” is not writable.</source>
        <translation>In den Ordner „%1“ kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>With la&amp;yers</source>
        <translation>Mit Ebe&amp;nen</translation>
    </message>
    <message>
        <source>For Krita, GIMP and Photoshop: the photo, the states in between (hidden), the edit with what it changed, and the mask (hidden). The states are made at full size, so it takes longer.</source>
        <translation>Für Krita, GIMP und Photoshop: das Foto, die Zwischenstände (ausgeblendet), die Bearbeitung mit dem, was sie geändert hat, und die Maske (ausgeblendet). Die Zwischenstände entstehen in voller Größe, darum dauert es länger.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::FileIntake</name>
    <message>
        <source>Add %1 to the model folders?</source>
        <translation>%1 zu den Modellordnern hinzufügen?</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Pasted photo</source>
        <translation>Eingefügtes Foto</translation>
    </message>
    <message>
        <source>There is no picture in the clipboard.</source>
        <translation>In der Zwischenablage ist kein Bild.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::FilmRemedies</name>
    <message>
        <source>Latent frames</source>
        <translation>Latente Bilder</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>1 of </source>
        <comment>every so many-th frame</comment>
        <translation>1 von </translation>
    </message>
    <message>
        <source>Once the layout is settled, only every so many-th latent frame goes on: it is faster, and leaves fewer states between photo and edit. What it does to the picture has not been measured with published weights.</source>
        <translation>Sobald die Anordnung feststeht, geht nur jedes soundsovielte latente Bild weiter: Das ist schneller und lässt weniger Zustände zwischen Foto und Ergebnis. Wie es sich auf das Bild auswirkt, ist mit veröffentlichten Gewichten nicht gemessen.</translation>
    </message>
    <message>
        <source>End as a still</source>
        <translation>Ende als Standbild</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Makes the sharpest of the late frames once more as a picture in which nothing moves, from this noise level: a higher one makes more of it anew, and takes longer. What it does to the picture has not been measured with published weights.</source>
        <translation>Macht das schärfste der späten Bilder noch einmal als Bild, in dem sich nichts bewegt, ab diesem Rauschpegel: Ein höherer macht mehr davon neu und dauert länger. Wie es sich auf das Bild auswirkt, ist mit veröffentlichten Gewichten nicht gemessen.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::FinishButton</name>
    <message>
        <source>Finish at 2K</source>
        <translation>In 2K fertigstellen</translation>
    </message>
    <message>
        <source>Makes this edit once more with ChronoEdit&apos;s upscaler LoRA, up to 2048 pixels along the longer side. It becomes the next step, and takes several times as long as an edit.</source>
        <translation>Macht dieses Ergebnis mit dem Upscaler-LoRA von ChronoEdit noch einmal, mit bis zu 2048 Pixeln entlang der längeren Seite. Es wird der nächste Schritt und dauert mehrmals so lange wie eine Bearbeitung.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::FinishWorkspace</name>
    <message>
        <source>Finish at 2K</source>
        <translation>In 2K fertig</translation>
    </message>
</context>
<context>
    <name>v4e::ui::GatherPage</name>
    <message>
        <source>A folder with photos and edits</source>
        <translation>Ein Ordner mit Fotos und Bearbeitungen</translation>
    </message>
    <message>
        <source>Photos and their edits</source>
        <translation>Fotos und ihre Bearbeitungen</translation>
    </message>
    <message>
        <source>Add &amp;files…</source>
        <translation>&amp;Dateien hinzufügen …</translation>
    </message>
    <message>
        <source>Add f&amp;older…</source>
        <translation>&amp;Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Sw&amp;ap</source>
        <translation>&amp;Vertauschen</translation>
    </message>
    <message>
        <source>The photo is the edit, and the edit the photo</source>
        <translation>Das Foto ist die Bearbeitung, und die Bearbeitung das Foto</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>&amp;Words to ask with</source>
        <translation>&amp;Worte dafür</translation>
    </message>
    <message>
        <source>Words to ask with</source>
        <translation>Worte dafür</translation>
    </message>
    <message>
        <source>our studio look</source>
        <translation>unser Atelier-Look</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>Model to teach</source>
        <translation>Modell, das lernen soll</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>Start teaching</source>
        <translation>Lehren starten</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>Modelle werden gesucht …</translation>
    </message>
    <message>
        <source>Looking at the pictures…</source>
        <translation>Die Bilder werden angesehen …</translation>
    </message>
    <message numerus="yes">
        <source>%n more pair(s) needed; ten to fifty are better.</source>
        <translation>
            <numerusform>Noch %n Paar nötig; zehn bis fünfzig sind besser.</numerusform>
            <numerusform>Noch %n Paare nötig; zehn bis fünfzig sind besser.</numerusform>
        </translation>
    </message>
    <message>
        <source>More than %1 pairs: remove some. For larger sets there is the command line.</source>
        <translation>Mehr als %1 Paare: Entfernen Sie einige. Für größere Mengen gibt es die Kommandozeile.</translation>
    </message>
    <message>
        <source>Working out how long it takes…</source>
        <translation>Es wird berechnet, wie lange es dauert …</translation>
    </message>
    <message>
        <source>Give it a name: the words you will type.</source>
        <translation>Geben Sie ihr einen Namen: die Worte, die Sie tippen werden.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::GenerateBox</name>
    <message>
        <source>Waiting for its turn</source>
        <translation>Wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Hält an …</translation>
    </message>
    <message numerus="yes">
        <source>Make %n edit(s)</source>
        <translation>
            <numerusform>%n Bearbeitung erzeugen</numerusform>
            <numerusform>%n Bearbeitungen erzeugen</numerusform>
        </translation>
    </message>
    <message>
        <source>Edit photo</source>
        <translation>Foto bearbeiten</translation>
    </message>
    <message>
        <source>Make the edit (Ctrl+Return)</source>
        <translation>Bearbeitung erzeugen (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>Progress of the edit</source>
        <translation>Fortschritt der Bearbeitung</translation>
    </message>
    <message>
        <source>Stop now</source>
        <translation>Sofort anhalten</translation>
    </message>
    <message>
        <source>Stopping, keeping the draft…</source>
        <translation>Hält an und behält den Entwurf …</translation>
    </message>
    <message>
        <source>Stops at once and keeps nothing of this edit</source>
        <translation>Hält sofort an und behält nichts von dieser Bearbeitung</translation>
    </message>
    <message>
        <source>Stop and keep draft</source>
        <translation>Entwurf behalten</translation>
    </message>
    <message>
        <source>Stops after this step and keeps the unfinished edit</source>
        <translation>Hält nach diesem Schritt an und behält die unfertige Bearbeitung</translation>
    </message>
</context>
<context>
    <name>v4e::ui::HistoryView</name>
    <message>
        <source>History: %1</source>
        <translation>Verlauf: %1</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Name of the step</source>
        <translation>Name des Schritts</translation>
    </message>
    <message>
        <source>%1, made from %2</source>
        <comment>a step of the history</comment>
        <translation>%1, gemacht aus %2</translation>
    </message>
    <message>
        <source>Every edit becomes a step here</source>
        <translation>Jede Bearbeitung erscheint hier als Schritt</translation>
    </message>
    <message>
        <source>&amp;Show this step</source>
        <translation>Diesen Schritt &amp;zeigen</translation>
    </message>
    <message>
        <source>%1, switched off</source>
        <comment>a step of the history</comment>
        <translation>%1, ausgeschaltet</translation>
    </message>
    <message>
        <source>%1, out of date</source>
        <comment>a step of the history</comment>
        <translation>%1, nicht mehr aktuell</translation>
    </message>
</context>
<context>
    <name>v4e::ui::HistoryWorkspace</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>&amp;Verlauf</translation>
    </message>
    <message>
        <source>S&amp;witch on</source>
        <translation>Einschal&amp;ten</translation>
    </message>
</context>
<context>
    <name>v4e::ui::InstructionPanel</name>
    <message>
        <source>Nobody has said yet which model this is: open Models.</source>
        <translation>Noch hat niemand gesagt, welches Modell das ist: Öffnen Sie „Modelle“.</translation>
    </message>
    <message>
        <source>A LoRA does not fit this model. Switch it off or remove it.</source>
        <translation>Ein LoRA passt nicht zu diesem Modell. Schalten Sie es aus oder entfernen Sie es.</translation>
    </message>
    <message>
        <source>Open a photo first.</source>
        <translation>Öffnen Sie zuerst ein Foto.</translation>
    </message>
    <message>
        <source>Type an instruction first.</source>
        <translation>Geben Sie zuerst eine Anweisung ein.</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>Modelle werden gesucht …</translation>
    </message>
    <message>
        <source>Parts of this model are missing. Choose another one, or open Models.</source>
        <translation>Teile dieses Modells fehlen. Wählen Sie ein anderes oder öffnen Sie „Modelle“.</translation>
    </message>
    <message>
        <source>&amp;Instruction</source>
        <translation>An&amp;weisung</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>What should change? For example: make it snow</source>
        <translation>Was soll sich ändern? Zum Beispiel: make it snow</translation>
    </message>
    <message>
        <source>Alt+Up and Alt+Down bring back earlier instructions</source>
        <translation>Alt+Auf und Alt+Ab holen frühere Anweisungen zurück</translation>
    </message>
    <message>
        <source>Select the part first.</source>
        <translation>Wählen Sie zuerst den Teil aus.</translation>
    </message>
    <message>
        <source>Only what is selected will be edited.</source>
        <translation>Nur was ausgewählt ist, wird bearbeitet.</translation>
    </message>
    <message>
        <source>What is selected will be edited, as the background.</source>
        <translation>Das Ausgewählte wird bearbeitet, als der Hintergrund.</translation>
    </message>
    <message>
        <source>This model cannot edit by that method. Choose another method, or another model.</source>
        <translation>Dieses Modell kann nicht mit diesem Verfahren bearbeiten. Wählen Sie ein anderes Verfahren oder ein anderes Modell.</translation>
    </message>
    <message>
        <source>What is it that you sketched? For example: a crown and a hat</source>
        <translation>Was haben Sie skizziert? Zum Beispiel: eine Krone und ein Hut</translation>
    </message>
    <message>
        <source>What is sketched will be made real.</source>
        <translation>Was skizziert ist, wird Wirklichkeit.</translation>
    </message>
    <message>
        <source>To make the sketch real, ChronoEdit&apos;s paint-brush LoRA has to be on. Clear the sketch to edit without it.</source>
        <translation>Damit die Skizze Wirklichkeit wird, muss das Paint-Brush-LoRA von ChronoEdit eingeschaltet sein. Löschen Sie die Skizze, um ohne sie zu bearbeiten.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LearnPage</name>
    <message>
        <source>Stopping…</source>
        <translation>Hält an …</translation>
    </message>
    <message>
        <source>How far it has learned</source>
        <translation>Wie weit es gelernt hat</translation>
    </message>
    <message>
        <source>You can go on working: what you edit goes first, and learning waits for it; photos of the queue wait until it has learned. Closing this window stops nothing, and closing the program loses no more than half a minute: you can go on next time.</source>
        <translation>Sie können weiterarbeiten: Was Sie bearbeiten, geht vor, und das Lernen wartet so lange; Fotos der Warteschlange warten, bis es gelernt hat. Dieses Fenster zu schließen hält nichts an, und das Programm zu schließen kostet höchstens eine halbe Minute: Beim nächsten Mal geht es weiter.</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Stop trai&amp;ning</source>
        <translation>Üben &amp;beenden</translation>
    </message>
    <message>
        <source>Back to what was learned before</source>
        <translation>Zurück zu dem, was vorher gelernt war</translation>
    </message>
    <message>
        <source>T&amp;hrow away…</source>
        <translation>Verwe&amp;rfen …</translation>
    </message>
    <message numerus="yes">
        <source>%1 learns “%2” from %n pair(s)</source>
        <translation>
            <numerusform>%1 lernt „%2“ aus %n Paar</numerusform>
            <numerusform>%1 lernt „%2“ aus %n Paaren</numerusform>
        </translation>
    </message>
    <message>
        <source>It stopped.</source>
        <translation>Es wurde unterbrochen.</translation>
    </message>
    <message>
        <source>Paused.</source>
        <translation>Pausiert.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LogWindow</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>C&amp;opy</source>
        <translation>K&amp;opieren</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>The log is empty.</source>
        <translation>Das Protokoll ist leer.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MainWindow</name>
    <message>
        <source>Saved as %1.</source>
        <translation>Gespeichert als %1.</translation>
    </message>
    <message>
        <source>There is no model to edit with.</source>
        <translation>Es gibt kein Modell zum Bearbeiten.</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>A&amp;nsicht</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;Erzeugen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>&amp;Paletten</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Opening the photo…</source>
        <translation>Foto wird geöffnet …</translation>
    </message>
    <message>
        <source>&amp;Clear this list</source>
        <translation>Liste &amp;leeren</translation>
    </message>
    <message>
        <source>%1[*] – Video4Edit</source>
        <translation>%1[*] – Video4Edit</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Anhalten und schließen</translation>
    </message>
    <message>
        <source>No models found. Open Models to add a folder.</source>
        <translation>Keine Modelle gefunden. Fügen Sie unter Modelle einen Ordner hinzu.</translation>
    </message>
    <message>
        <source>An edit is still running. Stop it and close?</source>
        <translation>Eine Bearbeitung läuft noch. Anhalten und schließen?</translation>
    </message>
    <message>
        <source>The queue is still running. Close now and continue next time?</source>
        <translation>Die Warteschlange läuft noch. Jetzt schließen und beim nächsten Mal fortfahren?</translation>
    </message>
    <message>
        <source>&amp;Canvas</source>
        <translation>A&amp;rbeitsfläche</translation>
    </message>
    <message>
        <source>&amp;Undo: %1</source>
        <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
        <source>&amp;Redo: %1</source>
        <translation>&amp;Wiederholen: %1</translation>
    </message>
    <message>
        <source>Ov&amp;erwrite %1</source>
        <translation>%1 üb&amp;erschreiben</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MaskPanel</name>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Si&amp;ze</source>
        <translation>&amp;Größe</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Pinselgröße</translation>
    </message>
    <message>
        <source>Size of the brush ([ and ], or Alt and the wheel)</source>
        <translation>Größe des Pinsels ([ und ] oder Alt und Mausrad)</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Brush size in photo pixels</source>
        <translation>Pinselgröße in Pixeln des Fotos</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>Härte</translation>
    </message>
    <message>
        <source>Brush hardness</source>
        <translation>Pinselhärte</translation>
    </message>
    <message>
        <source>Paint on the selection</source>
        <translation>Auf die Auswahl malen</translation>
    </message>
    <message>
        <source>Add a region</source>
        <translation>Bereich hin&amp;zufügen</translation>
    </message>
    <message>
        <source>Hardness of the brush&apos;s edge (Shift and [ or ], or Alt, Shift and the wheel)</source>
        <translation>Härte des Pinselrands (Umschalt und [ oder ] oder Alt, Umschalt und Mausrad)</translation>
    </message>
    <message>
        <source>Strength by region</source>
        <translation>Stärke nach Bereich</translation>
    </message>
    <message>
        <source>Paint a part of the photo and choose its own strength: the sky at 80 %, a face at 20 %.</source>
        <translation>Einen Teil des Fotos anmalen und dort eine eigene Stärke wählen: den Himmel mit 80 %, ein Gesicht mit 20 %.</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>this edit</source>
        <translation>diese Bearbeitung</translation>
    </message>
    <message>
        <source>Where the edit that is shown acts; it is merged again at once</source>
        <translation>Wo die gezeigte Bearbeitung wirkt; sie wird sofort neu eingesetzt</translation>
    </message>
    <message>
        <source>the next edit</source>
        <translation>die nächste</translation>
    </message>
    <message>
        <source>What the next edit is of; the one that is shown stays as it is</source>
        <translation>Worum es in der nächsten Bearbeitung geht; die gezeigte bleibt, wie sie ist</translation>
    </message>
    <message>
        <source>Looking for its outline…</source>
        <translation>Sucht den Umriss …</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>Tolerance of the magic wand</source>
        <translation>Toleranz des Zauberstabs</translation>
    </message>
    <message>
        <source>By how much a colour may differ from the one that the magic wand is put on</source>
        <translation>Wie weit eine Farbe von der abweichen darf, auf die der Zauberstab gesetzt wird</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Where the edit acts</source>
        <translation>Wo die Bearbeitung wirkt</translation>
    </message>
    <message>
        <source>Only inside it</source>
        <translation>Nur darin</translation>
    </message>
    <message>
        <source>Also inside it</source>
        <translation>Auch darin</translation>
    </message>
    <message>
        <source>Exactly inside it</source>
        <translation>Genau darin</translation>
    </message>
    <message>
        <source>What the selection does</source>
        <translation>Was die Auswahl bewirkt</translation>
    </message>
    <message>
        <source>Feather, grow, shrink by</source>
        <translation>Weich, größer, kleiner um</translation>
    </message>
    <message>
        <source>Feather, grow and shrink by photo pixels</source>
        <translation>Weiche Kante, erweitern und verkleinern um Bildpixel</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MaskSession</name>
    <message>
        <source>Invert the selection</source>
        <translation>Auswahl umkehren</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Feather the selection</source>
        <translation>Auswahlkante weichzeichnen</translation>
    </message>
    <message>
        <source>Select what was changed</source>
        <translation>Auswählen, was geändert wurde</translation>
    </message>
    <message>
        <source>Change what the selection does</source>
        <translation>Wirkung der Auswahl ändern</translation>
    </message>
    <message>
        <source>Add a region</source>
        <translation>Bereich hinzufügen</translation>
    </message>
    <message>
        <source>Remove a region</source>
        <translation>Bereich entfernen</translation>
    </message>
    <message>
        <source>Move a region in time</source>
        <translation>Bereich zeitlich verschieben</translation>
    </message>
    <message>
        <source>Grow the selection</source>
        <translation>Auswahl erweitern</translation>
    </message>
    <message>
        <source>Shrink the selection</source>
        <translation>Auswahl verkleinern</translation>
    </message>
    <message>
        <source>Select a thing</source>
        <translation>Objekt auswählen</translation>
    </message>
    <message>
        <source>Select by colour</source>
        <translation>Nach Farbe auswählen</translation>
    </message>
    <message>
        <source>Select the subject</source>
        <translation>Motiv auswählen</translation>
    </message>
    <message>
        <source>Select the background</source>
        <translation>Hintergrund auswählen</translation>
    </message>
    <message>
        <source>Select by numbers</source>
        <translation>In Zahlen auswählen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MaskTool</name>
    <message>
        <source>Erase from the selection</source>
        <translation>Aus der Auswahl radieren</translation>
    </message>
    <message>
        <source>Paint on the selection</source>
        <translation>Auf die Auswahl malen</translation>
    </message>
    <message>
        <source>Take a shape from the selection</source>
        <translation>Form aus der Auswahl nehmen</translation>
    </message>
    <message>
        <source>Add a shape to the selection</source>
        <translation>Form zur Auswahl hinzufügen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MaskWorkspace</name>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n Bereich</numerusform>
            <numerusform>%n Bereiche</numerusform>
        </translation>
    </message>
    <message>
        <source>No clear subject was found. Paint over it with Quick selection, or draw a box around it with Object in a box.</source>
        <translation>Es wurde kein klares Motiv gefunden. Übermalen Sie es mit der Schnellauswahl, oder ziehen Sie mit „Objekt im Kasten“ einen Rahmen darum.</translation>
    </message>
    <message>
        <source>Nothing stands out there. Mark more of it, or paint it with the brush.</source>
        <translation>Dort hebt sich nichts ab. Markieren Sie mehr davon, oder malen Sie es mit dem Pinsel.</translation>
    </message>
    <message>
        <source>Selection for the next edit</source>
        <translation>Auswahl für die nächste Bearbeitung</translation>
    </message>
    <message>
        <source>Edit only in the selection</source>
        <translation>Bearbeitung nur in der Auswahl</translation>
    </message>
    <message>
        <source>Edit also in the selection</source>
        <translation>Bearbeitung auch in der Auswahl</translation>
    </message>
    <message>
        <source>Edit exactly in the selection</source>
        <translation>Bearbeitung genau in der Auswahl</translation>
    </message>
    <message>
        <source>No selection</source>
        <translation>Keine Auswahl</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>&amp;Selection</source>
        <translation>A&amp;uswahl</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Motiv</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>The subject is not clear: this is a guess. Look at its outline before you edit.</source>
        <translation>Das Motiv ist nicht eindeutig: dies ist eine Vermutung. Sehen Sie sich den Umriss an, bevor Sie bearbeiten.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MessageBar</name>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Kind of message</source>
        <translation>Art der Meldung</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>Suggested action</source>
        <translation>Vorgeschlagene Aktion</translation>
    </message>
</context>
<context>
    <name>v4e::ui::MethodSwitch</name>
    <message>
        <source>Taught to edit</source>
        <translation>Aufs Bearbeiten trainiert</translation>
    </message>
    <message>
        <source>Image to video</source>
        <translation>Bild zu Video</translation>
    </message>
    <message>
        <source>Text to video, photo held</source>
        <translation>Text zu Video, Foto festgehalten</translation>
    </message>
    <message>
        <source>Text and image to video</source>
        <translation>Text und Bild zu Video</translation>
    </message>
    <message>
        <source>%1 (not by this model)</source>
        <translation>%1 (nicht mit diesem Modell)</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>How the model makes the edit; the first is what its weights were made for</source>
        <translation>Wie das Modell die Bearbeitung macht; zuerst steht, wofür seine Gewichte gemacht sind</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ModelsWindow</name>
    <message>
        <source>Which model it is has to be said</source>
        <translation>Welches Modell es ist, muss gesagt werden</translation>
    </message>
    <message>
        <source>A folder with models</source>
        <translation>Ein Ordner mit Modellen</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>&amp;Found on this computer</source>
        <translation>Auf diesem Rechner &amp;gefunden</translation>
    </message>
    <message>
        <source>About the chosen model</source>
        <translation>Über das gewählte Modell</translation>
    </message>
    <message>
        <source>Folders to &amp;look in</source>
        <translation>&amp;Ordner, in denen gesucht wird</translation>
    </message>
    <message>
        <source>Folders to look in</source>
        <translation>Ordner, in denen gesucht wird</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>&amp;Hinzufügen …</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Search a&amp;gain</source>
        <translation>&amp;Neu suchen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation>Unvollständig</translation>
    </message>
    <message>
        <source>This folder does not exist yet.</source>
        <translation>Diesen Ordner gibt es noch nicht.</translation>
    </message>
    <message>
        <source>No models found. Add the folder with your models, or drop it here.</source>
        <translation>Keine Modelle gefunden. Fügen Sie den Ordner mit Ihren Modellen hinzu oder ziehen Sie ihn hierher.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::PairList</name>
    <message>
        <source>Pairs of photos and edits</source>
        <translation>Paare von Fotos und Bearbeitungen</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>Photo %1, edit %2</source>
        <translation>Foto %1, Bearbeitung %2</translation>
    </message>
    <message>
        <source>Drop photos and what you made of them here.

They find each other by name: photo.jpg and photo_after.jpg, or two folders with the same names in them. Other names: drop them in twos, the photo first.</source>
        <translation>Ziehen Sie Fotos und was Sie daraus gemacht haben hierher.

Sie finden sich am Namen: foto.jpg und foto_after.jpg, oder zwei Ordner mit gleichen Namen darin. Andere Namen: je zwei hereinziehen, das Foto zuerst.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ParameterBox</name>
    <message>
        <source>Models on this computer</source>
        <translation>Modelle auf diesem Rechner</translation>
    </message>
    <message>
        <source>Variatio&amp;ns</source>
        <translation>&amp;Varianten</translation>
    </message>
    <message>
        <source>Variations</source>
        <translation>Varianten</translation>
    </message>
    <message>
        <source>How many edits to make, each with a seed of its own</source>
        <translation>Wie viele Bearbeitungen erzeugt werden, jede mit eigenem Startwert</translation>
    </message>
    <message>
        <source>Another seed</source>
        <translation>Anderer Startwert</translation>
    </message>
    <message>
        <source>The seed stays for the next edit</source>
        <translation>Der Startwert bleibt für die nächste Bearbeitung</translation>
    </message>
    <message>
        <source>Every edit gets a new seed</source>
        <translation>Jede Bearbeitung bekommt einen neuen Startwert</translation>
    </message>
    <message>
        <source>Keep the seed</source>
        <translation>Startwert behalten</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Steps, guidance, frames, seed and what else the model can be told</source>
        <translation>Schritte, Führung, Bilder, Startwert und was das Modell sonst noch annimmt</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ParameterFields</name>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>How the steps are made; models that were taught to need few of them want Euler</source>
        <translation>Wie die Schritte gemacht werden; Modelle, die gelernt haben, wenige zu brauchen, wollen Euler</translation>
    </message>
    <message>
        <source>%1 (incomplete)</source>
        <translation>%1 (unvollständig)</translation>
    </message>
    <message>
        <source>differs: stays as it is</source>
        <translation>verschieden: bleibt, wie es ist</translation>
    </message>
    <message>
        <source>Mode&amp;l</source>
        <translation>Mode&amp;ll</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>The one in use</source>
        <translation>Das gerade verwendete</translation>
    </message>
    <message>
        <source>Ste&amp;ps</source>
        <translation>&amp;Schritte</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>More steps take longer and give finer results</source>
        <translation>Mehr Schritte dauern länger und ergeben feinere Ergebnisse</translation>
    </message>
    <message>
        <source>G&amp;uidance</source>
        <translation>&amp;Führung</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>How closely the model keeps to the caption</source>
        <translation>Wie genau sich das Modell an die Beschreibung hält</translation>
    </message>
    <message>
        <source>F&amp;rames</source>
        <translation>B&amp;ilder</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>Star&amp;twert</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Avoid</source>
        <translation>Vermeiden</translation>
    </message>
    <message>
        <source>What should not come up in the edit; counts with guidance above 1</source>
        <translation>Was in der Bearbeitung nicht vorkommen soll; zählt bei einer Führung über 1</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Verschiebung</translation>
    </message>
    <message>
        <source>More works longer on the large shapes, less on the details</source>
        <translation>Mehr arbeitet länger an den großen Formen, weniger an den Einzelheiten</translation>
    </message>
    <message>
        <source>The model&apos;s own</source>
        <translation>Vom Modell</translation>
    </message>
    <message>
        <source>Reasoning steps</source>
        <translation>Überlegungsschritte</translation>
    </message>
    <message>
        <source>Steps in which ChronoEdit also works out the way to the edit; needs 29 frames</source>
        <translation>Schritte, in denen ChronoEdit auch den Weg zur Bearbeitung ausarbeitet; braucht 29 Bilder</translation>
    </message>
    <message>
        <source>Refine what changed</source>
        <translation>Geändertes verfeinern</translation>
    </message>
    <message>
        <source>Makes the part that changed once more, from near; takes about twice as long</source>
        <translation>Macht den geänderten Teil noch einmal, aus der Nähe; dauert etwa doppelt so lange</translation>
    </message>
    <message>
        <source>Where little of the photo changed</source>
        <translation>Wo sich wenig am Foto geändert hat</translation>
    </message>
    <message>
        <source>Wherever it can be</source>
        <translation>Wo immer es geht</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Steps between photo and edit</source>
        <translation>Zwischenschritte vom Foto zur Bearbeitung</translation>
    </message>
    <message>
        <source>The same seed gives the same result</source>
        <translation>Derselbe Startwert ergibt dasselbe Ergebnis</translation>
    </message>
</context>
<context>
    <name>v4e::ui::PhotoLocator</name>
    <message>
        <source>&amp;Locate the photo…</source>
        <translation>Foto &amp;suchen …</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Locate the photo</source>
        <translation>Foto suchen</translation>
    </message>
    <message>
        <source>“%1” is not the photo that the project was made from.</source>
        <translation>„%1“ ist nicht das Foto, aus dem das Projekt gemacht wurde.</translation>
    </message>
    <message>
        <source>Locate &amp;another…</source>
        <translation>&amp;Anderes suchen …</translation>
    </message>
    <message>
        <source>It was at %1. If you moved it, show where it is now.</source>
        <translation>Es lag unter %1. Falls Sie es verschoben haben, zeigen Sie, wo es jetzt ist.</translation>
    </message>
    <message>
        <source>The photo of “%1” was not found.</source>
        <translation>Das Foto von „%1“ wurde nicht gefunden.</translation>
    </message>
    <message>
        <source>It is a different picture. The edits fit only a photo of the same size, and look right only on the same picture.</source>
        <translation>Es ist ein anderes Bild. Die Bearbeitungen passen nur zu einem Foto derselben Größe und sehen nur auf demselben Bild richtig aus.</translation>
    </message>
    <message>
        <source>&amp;Use it anyway</source>
        <translation>&amp;Trotzdem verwenden</translation>
    </message>
</context>
<context>
    <name>v4e::ui::PreferencesDialog</name>
    <message>
        <source>The screen&apos;s colour profile</source>
        <translation>Farbprofil des Bildschirms</translation>
    </message>
    <message>
        <source>Colour profiles (*.icc *.icm)</source>
        <translation>Farbprofile (*.icc *.icm)</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Appearance:</source>
        <translation>&amp;Aussehen:</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>&amp;Sprache:</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>&amp;Screen profile:</source>
        <translation>&amp;Bildschirmprofil:</translation>
    </message>
    <message>
        <source>Screen profile</source>
        <translation>Bildschirmprofil</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>C&amp;hoose…</source>
        <translation>Aus&amp;wählen …</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>Follow system</source>
        <translation>Wie im System</translation>
    </message>
    <message>
        <source>Automatic uses the system&apos;s profile for this screen, or sRGB if there is none.</source>
        <translation>Automatisch nimmt das Profil, das im System für den Bildschirm eingestellt ist, sonst sRGB.</translation>
    </message>
    <message>
        <source>Re&amp;open last photo at start</source>
        <translation>Letztes Foto beim Start ö&amp;ffnen</translation>
    </message>
    <message>
        <source>Store the &amp;photo in projects</source>
        <translation>F&amp;oto im Projekt mitspeichern</translation>
    </message>
    <message>
        <source>The project becomes larger, but can be moved to another computer</source>
        <translation>Das Projekt wird größer, lässt sich aber auf einen anderen Rechner mitnehmen</translation>
    </message>
    <message>
        <source>&amp;Drawings (SVG):</source>
        <translation>&amp;Zeichnungen (SVG):</translation>
    </message>
    <message>
        <source>Size of drawings</source>
        <translation>Größe von Zeichnungen</translation>
    </message>
    <message>
        <source>Size that they state</source>
        <translation>Größe, die sie angeben</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Longer side of the picture that an SVG drawing becomes when it is opened or added to the queue</source>
        <translation>Längere Seite des Bildes, zu dem eine SVG-Zeichnung beim Öffnen oder in der Warteschlange wird</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ProjectWorkspace</name>
    <message>
        <source>New from a photo</source>
        <translation>Neu aus einem Foto</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Video4Edit projects (%1)</source>
        <translation>Video4Edit-Projekte (%1)</translation>
    </message>
    <message>
        <source>Save changes to “%1”?</source>
        <translation>Änderungen an „%1“ speichern?</translation>
    </message>
    <message>
        <source>Unsaved edits will be lost.</source>
        <translation>Nicht gespeicherte Bearbeitungen gehen verloren.</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>&amp;Don&apos;t save</source>
        <translation>&amp;Nicht speichern</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Reloading starts again with the photo as it is there. If you keep the open one, the project will hold it itself.</source>
        <translation>Neu laden beginnt von vorn mit dem Foto, wie es dort ist. Behalten Sie das offene, wird das Projekt es selbst enthalten.</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>&amp;Neu laden</translation>
    </message>
    <message>
        <source>&amp;Keep the open photo</source>
        <translation>Offenes Foto &amp;behalten</translation>
    </message>
    <message>
        <source>Recover “%1”?</source>
        <translation>„%1“ wiederherstellen?</translation>
    </message>
    <message>
        <source>Video4Edit closed unexpectedly. Your edits were kept, but not saved as a project.</source>
        <translation>Video4Edit wurde unerwartet beendet. Die Bearbeitungen sind noch da, aber nicht als Projekt gespeichert.</translation>
    </message>
    <message>
        <source>&amp;Recover</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>&amp;Verwerfen</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>&amp;Später</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Gespeichert als %1.</translation>
    </message>
    <message>
        <source>%1 was deleted from the disk. It stays open here, and the project keeps a copy of it.</source>
        <translation>%1 wurde von der Platte gelöscht. Hier bleibt es offen, und das Projekt behält eine Kopie.</translation>
    </message>
    <message>
        <source>“%1” was changed by another program.</source>
        <translation>„%1“ wurde von einem anderen Programm geändert.</translation>
    </message>
    <message>
        <source>%1 has changed since the project was made.</source>
        <translation>%1 hat sich geändert, seit das Projekt entstand.</translation>
    </message>
    <message>
        <source>Revert “%1”?</source>
        <translation>„%1“ zurücksetzen?</translation>
    </message>
    <message>
        <source>All changes since it was last saved will be lost.</source>
        <translation>Alle Änderungen seit dem letzten Speichern gehen verloren.</translation>
    </message>
    <message>
        <source>All edits of this photo will be lost.</source>
        <translation>Alle Bearbeitungen dieses Fotos gehen verloren.</translation>
    </message>
    <message>
        <source>&amp;Revert</source>
        <translation>&amp;Zurücksetzen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueController</name>
    <message>
        <source>The queue is run by another window of Video4Edit.</source>
        <translation>Die Warteschlange läuft in einem anderen Fenster von Video4Edit.</translation>
    </message>
    <message>
        <source>a result of this queue</source>
        <translation>ein Ergebnis dieser Warteschlange</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueDelegate</name>
    <message>
        <source>Instruction for this photo</source>
        <translation>Anweisung für dieses Foto</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueItemDialog</name>
    <message>
        <source>differs: stays as it is</source>
        <translation>verschieden: bleibt, wie es ist</translation>
    </message>
    <message numerus="yes">
        <source>Change %n photo(s) of the queue</source>
        <translation>
            <numerusform>%n Foto der Warteschlange ändern</numerusform>
            <numerusform>%n Fotos der Warteschlange ändern</numerusform>
        </translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Is made from the instruction</source>
        <translation>Wird aus der Anweisung gebildet</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>&amp;Instruction</source>
        <translation>&amp;Anweisung</translation>
    </message>
    <message>
        <source>&amp;Caption</source>
        <translation>Besch&amp;reibung</translation>
    </message>
    <message>
        <source>As the look has it</source>
        <translation>Wie der Look sie hat</translation>
    </message>
    <message>
        <source>Finish at 2K</source>
        <translation>In 2K fertigstellen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueList</name>
    <message>
        <source>Drop photos or folders here</source>
        <translation>Fotos oder Ordner hierher ziehen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueuePanel</name>
    <message>
        <source>Folder for the results</source>
        <translation>Ordner für die Ergebnisse</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) edited.</source>
        <translation>
            <numerusform>%n Foto bearbeitet.</numerusform>
            <numerusform>%n Fotos bearbeitet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed:</source>
        <translation>
            <numerusform>%n fehlgeschlagen:</numerusform>
            <numerusform>%n fehlgeschlagen:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) added.</source>
        <translation>
            <numerusform>%n Foto hinzugefügt.</numerusform>
            <numerusform>%n Fotos hinzugefügt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) left out:</source>
        <translation>
            <numerusform>%n Datei ausgelassen:</numerusform>
            <numerusform>%n Dateien ausgelassen:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n fertig</numerusform>
            <numerusform>%n fertig</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagen</numerusform>
            <numerusform>%n fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left</source>
        <translation>
            <numerusform>%n übrig</numerusform>
            <numerusform>%n übrig</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopping after this one</source>
        <translation>Hält nach diesem an</translation>
    </message>
    <message numerus="yes">
        <source>Edit %n photo(s)</source>
        <translation>
            <numerusform>%n Foto bearbeiten</numerusform>
            <numerusform>%n Fotos bearbeiten</numerusform>
        </translation>
    </message>
    <message>
        <source>Open result</source>
        <translation>Ergebnis öffnen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Edit next</source>
        <translation>Als Nächstes bearbeiten</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Pause after this photo</source>
        <translation>Nach diesem Foto pausieren</translation>
    </message>
    <message>
        <source>Pause now</source>
        <translation>Jetzt pausieren</translation>
    </message>
    <message>
        <source>Instruction for all photos</source>
        <translation>Anweisung für alle Fotos</translation>
    </message>
    <message>
        <source>For all photos. Double-click a photo to give it its own instruction.</source>
        <translation>Für alle Fotos. Doppelklicken Sie auf ein Foto, um ihm eine eigene Anweisung zu geben.</translation>
    </message>
    <message>
        <source>Add photos</source>
        <translation>Fotos hinzufügen</translation>
    </message>
    <message>
        <source>Photos…</source>
        <translation>Fotos …</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner …</translation>
    </message>
    <message>
        <source>Add a folder of photos</source>
        <translation>Einen Ordner mit Fotos hinzufügen</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Save to</source>
        <translation>Speichern in</translation>
    </message>
    <message>
        <source>Names of the results</source>
        <translation>Namen der Ergebnisse</translation>
    </message>
    <message>
        <source>Names of the results. {name}, {instruction}, {seed}, {counter} and {date} are filled in.
Files that exist are never replaced.</source>
        <translation>Namen der Ergebnisse. {name}, {instruction}, {seed}, {counter} und {date} werden ausgefüllt.
Vorhandene Dateien werden nie ersetzt.</translation>
    </message>
    <message>
        <source>Progress of the queue</source>
        <translation>Fortschritt der Warteschlange</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>For all photos</source>
        <translation>Für alle Fotos</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>As</source>
        <translation>Als</translation>
    </message>
    <message>
        <source>Format of the results</source>
        <translation>Format der Ergebnisse</translation>
    </message>
    <message>
        <source>the photo&apos;s format</source>
        <translation>Format des Fotos</translation>
    </message>
    <message>
        <source>Quality of the results</source>
        <translation>Qualität der Ergebnisse</translation>
    </message>
    <message>
        <source>Quality of the results. The best keeps what the photo has; WebP and JPEG XL then lose nothing.</source>
        <translation>Qualität der Ergebnisse. Die beste behält, was das Foto hat; WebP und JPEG XL verlieren dann nichts.</translation>
    </message>
    <message>
        <source>best quality</source>
        <translation>beste Qualität</translation>
    </message>
    <message>
        <source>high quality</source>
        <translation>hohe Qualität</translation>
    </message>
    <message>
        <source>medium quality</source>
        <translation>mittlere Qualität</translation>
    </message>
    <message>
        <source>small files</source>
        <translation>kleine Dateien</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Duplicate with another seed</source>
        <translation>Mit anderem Startwert verdoppeln</translation>
    </message>
    <message>
        <source>Type above what to do with the photos</source>
        <translation>Geben Sie oben ein, was mit den Fotos geschehen soll</translation>
    </message>
    <message>
        <source>Same folder</source>
        <translation>Gleicher Ordner</translation>
    </message>
    <message>
        <source>Results are saved beside the photos. Click to choose a folder.</source>
        <translation>Ergebnisse werden neben den Fotos gespeichert. Klicken, um einen Ordner zu wählen.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Skip it, continue</source>
        <translation>Überspringen, weiter</translation>
    </message>
    <message>
        <source>Skip them, continue</source>
        <translation>Überspringen, weiter</translation>
    </message>
    <message>
        <source>Run it again</source>
        <translation>Erneut ausführen</translation>
    </message>
    <message>
        <source>Run them again</source>
        <translation>Erneut ausführen</translation>
    </message>
    <message numerus="yes">
        <source>%n edit(s) were interrupted.</source>
        <translation>
            <numerusform>%n Bearbeitung wurde unterbrochen.</numerusform>
            <numerusform>%n Bearbeitungen wurden unterbrochen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) left from last time.</source>
        <translation>
            <numerusform>%n Foto vom letzten Mal ist noch übrig.</numerusform>
            <numerusform>%n Fotos vom letzten Mal sind noch übrig.</numerusform>
        </translation>
    </message>
    <message>
        <source>Paused, %1 of %2 done.</source>
        <translation>Pausiert, %1 von %2 fertig.</translation>
    </message>
    <message>
        <source>Edit photos</source>
        <translation>Fotos bearbeiten</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More: turn, mirror and crop all photos first</source>
        <translation>Mehr: alle Fotos zuerst drehen, spiegeln und zuschneiden</translation>
    </message>
    <message>
        <source>Finish at 2K</source>
        <translation>In 2K fertigstellen</translation>
    </message>
    <message>
        <source>Makes each edit once more with ChronoEdit&apos;s upscaler LoRA, up to 2048 pixels along the longer side. That takes several times as long as the edit.</source>
        <translation>Macht jede Bearbeitung mit dem Upscaler-LoRA von ChronoEdit noch einmal, mit bis zu 2048 Pixeln entlang der längeren Seite. Das dauert mehrmals so lange wie die Bearbeitung.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueWorkspace</name>
    <message>
        <source>Photos are being edited</source>
        <translation>Fotos werden bearbeitet</translation>
    </message>
    <message>
        <source>Add a folder to the queue</source>
        <translation>Ordner zur Warteschlange hinzufügen</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>No model is ready yet. Choose the look again when one is.</source>
        <translation>Noch ist kein Modell bereit. Wählen Sie den Look noch einmal, wenn eines bereit ist.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::RegionRow</name>
    <message>
        <source>Region %1</source>
        <translation>Bereich %1</translation>
    </message>
    <message>
        <source>Strength of region %1</source>
        <translation>Stärke von Bereich %1</translation>
    </message>
    <message>
        <source>How strong the edit is in this region</source>
        <translation>Wie stark die Bearbeitung in diesem Bereich ist</translation>
    </message>
    <message>
        <source>Remove region %1</source>
        <translation>Bereich %1 entfernen</translation>
    </message>
    <message>
        <source>Remove this region</source>
        <translation>Diesen Bereich entfernen</translation>
    </message>
    <message>
        <source>Paint this region</source>
        <translation>Diesen Bereich malen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ResultColumns</name>
    <message>
        <source>&amp;Way</source>
        <translation>&amp;Weg</translation>
    </message>
    <message>
        <source>The share of the way from the photo that all variants show</source>
        <translation>Wie weit auf dem Weg vom Foto alle Varianten gezeigt werden</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Fit to the window</source>
        <translation>Ins Fenster einpassen</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>One pixel of the photo on one of the screen</source>
        <translation>Ein Pixel des Fotos auf einem des Bildschirms</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ResultPage</name>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>Train &amp;longer</source>
        <translation>&amp;Länger üben</translation>
    </message>
    <message>
        <source>T&amp;hrow away…</source>
        <translation>Ver&amp;werfen …</translation>
    </message>
    <message>
        <source>Pairs that the model had not seen</source>
        <translation>Paare, die das Modell nicht kannte</translation>
    </message>
    <message>
        <source>“%1” is learned</source>
        <translation>„%1“ ist gelernt</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>Before · %1</source>
        <translation>Vorher · %1</translation>
    </message>
    <message>
        <source>Your edit</source>
        <translation>Ihre Bearbeitung</translation>
    </message>
    <message>
        <source>The model&apos;s edit · %1</source>
        <translation>Bearbeitung des Modells · %1</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ShortcutsDialog</name>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Search for a command or a key</source>
        <translation>Befehl oder Taste suchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>New &amp;key:</source>
        <translation>Neue &amp;Taste:</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>&amp;Default</source>
        <translation>&amp;Vorgabe</translation>
    </message>
    <message>
        <source>Reset &amp;all</source>
        <translation>Alle &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>%1 is already used for “%2”. Change that first.</source>
        <translation>%1 wird schon für „%2“ benutzt. Ändern Sie das zuerst.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SizeField</name>
    <message>
        <source>%1 × %2 pixels</source>
        <translation>%1 × %2 Pixel</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Unit of the size</source>
        <translation>Einheit der Größe</translation>
    </message>
    <message>
        <source>percent</source>
        <translation>Prozent</translation>
    </message>
    <message>
        <source>pixels, longer side</source>
        <translation>Pixel, längere Seite</translation>
    </message>
</context>
<context>
    <name>v4e::ui::StatusStrip</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>The photo</source>
        <translation>Das Foto</translation>
    </message>
    <message>
        <source>own profile</source>
        <translation>eigenes Profil</translation>
    </message>
    <message>
        <source>%1 × %2 · %3 · %4 bit</source>
        <translation>%1 × %2 · %3 · %4 Bit</translation>
    </message>
    <message>
        <source>Current activity</source>
        <translation>Was gerade geschieht</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>The model runs on %1.</source>
        <translation>Das Modell läuft auf %1.</translation>
    </message>
    <message>
        <source>Memory in use: %1</source>
        <translation>Belegter Speicher: %1</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Vergrößerung</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
</context>
<context>
    <name>v4e::ui::StrengthField</name>
    <message>
        <source>S&amp;trength</source>
        <translation>Stär&amp;ke</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>How far to go from the photo, 0 %, to the whole edit, 100 %</source>
        <translation>Wie weit es vom Foto, 0 %, zur ganzen Bearbeitung, 100 %, gehen soll</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SuggestionChips</name>
    <message>
        <source>What this model can do</source>
        <translation>Was dieses Modell kann</translation>
    </message>
    <message>
        <source>Fewer</source>
        <translation>Weniger</translation>
    </message>
    <message numerus="yes">
        <source>%n more…</source>
        <translation>
            <numerusform>%n weitere …</numerusform>
            <numerusform>%n weitere …</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, taught by you</source>
        <translation>%1, von Ihnen gelehrt</translation>
    </message>
    <message>
        <source>“%1”: taught by you</source>
        <translation>„%1“: von Ihnen gelehrt</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TaughtPage</name>
    <message>
        <source>They are among the suggestions of their model. Exported, they work as LoRAs, here and in other programs.</source>
        <translation>Sie stehen unter den Vorschlägen ihres Modells. Exportiert sind sie LoRAs, hier und in anderen Programmen.</translation>
    </message>
    <message>
        <source>Taught edits</source>
        <translation>Gelehrte Bearbeitungen</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>&amp;Umbenennen …</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>E&amp;xportieren …</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>&amp;Entfernen …</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Words to ask with</source>
        <translation>Worte dafür</translation>
    </message>
    <message>
        <source>Export for others</source>
        <translation>Für andere exportieren</translation>
    </message>
    <message>
        <source>LoRA (*.safetensors)</source>
        <translation>LoRA (*.safetensors)</translation>
    </message>
    <message>
        <source>Remove “%1”?</source>
        <translation>„%1“ entfernen?</translation>
    </message>
    <message>
        <source>It cannot be brought back. Pictures that were made with it stay.</source>
        <translation>Das lässt sich nicht rückgängig machen. Damit gemachte Bilder bleiben.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TeachWindow</name>
    <message>
        <source>Saved as %1.</source>
        <translation>Gespeichert als %1.</translation>
    </message>
    <message>
        <source>“%1” is among the suggestions now.</source>
        <translation>„%1“ steht jetzt unter den Vorschlägen.</translation>
    </message>
    <message>
        <source>Teach by example</source>
        <translation>An Beispielen lehren</translation>
    </message>
    <message>
        <source>&amp;Teach</source>
        <translation>Le&amp;hren</translation>
    </message>
    <message>
        <source>Ta&amp;ught edits</source>
        <translation>&amp;Gelehrte Bearbeitungen</translation>
    </message>
    <message>
        <source>Throw away what it has learned?</source>
        <translation>Das Gelernte verwerfen?</translation>
    </message>
    <message>
        <source>Your photos stay as they are.</source>
        <translation>Ihre Fotos bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>Verwerfen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TeachWorkspace</name>
    <message>
        <source>Learning “%1” was interrupted.</source>
        <translation>Das Lernen von „%1“ wurde unterbrochen.</translation>
    </message>
    <message>
        <source>Go on learning</source>
        <translation>Weiterlernen</translation>
    </message>
    <message>
        <source>“%1” is learned, and waits for you.</source>
        <translation>„%1“ ist gelernt und wartet auf Sie.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>“%1” is learned.</source>
        <translation>„%1“ ist gelernt.</translation>
    </message>
    <message>
        <source>“%1”: %2 % learned</source>
        <translation>„%1“: zu %2 % gelernt</translation>
    </message>
    <message>
        <source>“%1”: learning is paused</source>
        <translation>„%1“: Lernen pausiert</translation>
    </message>
    <message>
        <source>“%1”: learned, look at it</source>
        <translation>„%1“: gelernt, bitte ansehen</translation>
    </message>
    <message>
        <source>Opens Teach by example</source>
        <translation>Öffnet „An Beispielen lehren“</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TimelineModel</name>
    <message>
        <source>no frames</source>
        <translation>keine Bilder</translation>
    </message>
    <message>
        <source>strength %1, frame %2 of %3</source>
        <translation>Stärke %1, Bild %2 von %3</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names of a stop</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>background kept</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>sharp</source>
        <translation>scharf</translation>
    </message>
    <message>
        <source>edit complete</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>Edit complete: from here on the picture hardly changes.</source>
        <translation>Fertig: Von hier an ändert sich das Bild kaum noch.</translation>
    </message>
    <message>
        <source>Background kept: up to here, everything else in the photo is unchanged.</source>
        <translation>Hintergrund erhalten: Bis hierher ist alles Übrige im Foto unverändert.</translation>
    </message>
    <message>
        <source>Sharp: the sharpest frame with most of the edit in it.</source>
        <translation>Scharf: das schärfste Bild, in dem die Bearbeitung fast fertig ist.</translation>
    </message>
    <message>
        <source>proposed</source>
        <translation>Vorschlag</translation>
    </message>
    <message>
        <source>Proposed as the edit: the first frame that is nearly complete and not blurred.</source>
        <translation>Als Bearbeitung vorgeschlagen: das erste Bild, das fast fertig und nicht verwischt ist.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TimelinePanel</name>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Stabilise</source>
        <translation>Stabilisieren</translation>
    </message>
    <message>
        <source>Compare with this frame</source>
        <translation>Mit diesem Bild vergleichen</translation>
    </message>
    <message>
        <source>Save this picture</source>
        <translation>Dieses Bild speichern</translation>
    </message>
    <message>
        <source>Save the picture at this strength</source>
        <translation>Das Bild mit dieser Stärke speichern</translation>
    </message>
    <message>
        <source>Keep this strength</source>
        <translation>Diese Stärke übernehmen</translation>
    </message>
    <message>
        <source>Play once</source>
        <translation>Einmal abspielen</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>Pause (Leertaste)</translation>
    </message>
    <message>
        <source>Play (Space)</source>
        <translation>Abspielen (Leertaste)</translation>
    </message>
    <message>
        <source>&amp;Keep this strength</source>
        <translation>Diese Stärke übernehmen</translation>
    </message>
    <message>
        <source>Undo unwanted shifts and colour drift</source>
        <translation>Ungewollte Verschiebungen und Farbdrift ausgleichen</translation>
    </message>
    <message>
        <source>Compare other frames with this one (C)</source>
        <translation>Andere Bilder mit diesem vergleichen (C)</translation>
    </message>
    <message>
        <source>Go on from here</source>
        <translation>Von hier aus weitermachen</translation>
    </message>
    <message>
        <source>Build the next edit on this one</source>
        <translation>Die nächste Bearbeitung auf dieser aufbauen</translation>
    </message>
    <message>
        <source>Make this strength the edit (Return)</source>
        <translation>Diese Stärke zur Bearbeitung machen (Eingabe)</translation>
    </message>
    <message>
        <source>Forwards and back</source>
        <translation>Vor und zurück</translation>
    </message>
</context>
<context>
    <name>v4e::ui::TimelineView</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Keep this strength</source>
        <translation>Diese Stärke übernehmen</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>Vergleich beenden</translation>
    </message>
    <message>
        <source>Compare with this frame</source>
        <translation>Mit diesem Bild vergleichen</translation>
    </message>
    <message>
        <source>Save this picture…</source>
        <translation>Dieses Bild speichern …</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Drift</source>
        <translation>Drift</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeitung</translation>
    </message>
    <message>
        <source>Go on from here</source>
        <translation>Von hier aus weitermachen</translation>
    </message>
    <message>
        <source>The steps from photo to edit appear here</source>
        <translation>Hier erscheinen die Schritte vom Foto zur Bearbeitung</translation>
    </message>
    <message>
        <source>Suggested strength: %1</source>
        <translation>Vorgeschlagene Stärke: %1</translation>
    </message>
</context>
<context>
    <name>v4e::ui::VariantList</name>
    <message>
        <source>the same as %1</source>
        <translation>dasselbe wie %1</translation>
    </message>
    <message>
        <source>%1 is the same as %2: change a setting of it.</source>
        <translation>%1 ist dasselbe wie %2: Ändern Sie eine Einstellung davon.</translation>
    </message>
    <message>
        <source>The model of %1 cannot be used.</source>
        <translation>Das Modell von %1 kann nicht benutzt werden.</translation>
    </message>
    <message>
        <source>A LoRA of %1 does not go with its model.</source>
        <translation>Ein LoRA von %1 passt nicht zu seinem Modell.</translation>
    </message>
    <message>
        <source>&amp;Variants</source>
        <translation>V&amp;arianten</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>Varianten</translation>
    </message>
    <message>
        <source>&amp;Add a variant</source>
        <translation>Variante hin&amp;zufügen</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Stren&amp;gth</source>
        <translation>Stär&amp;ke</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>How far this variant goes from the photo to the whole edit</source>
        <translation>Wie weit diese Variante vom Foto zur ganzen Bearbeitung geht</translation>
    </message>
</context>
<context>
    <name>v4e::ui::VariantText</name>
    <message>
        <source>the model&apos;s method</source>
        <translation>Verfahren des Modells</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n Schritt</numerusform>
            <numerusform>%n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>the model&apos;s steps</source>
        <translation>Schritte des Modells</translation>
    </message>
    <message>
        <source>guidance %1</source>
        <translation>Führung %1</translation>
    </message>
    <message>
        <source>the model&apos;s guidance</source>
        <translation>Führung des Modells</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>the model&apos;s frames</source>
        <translation>Bilder des Modells</translation>
    </message>
    <message>
        <source>shift %1</source>
        <translation>Verschiebung %1</translation>
    </message>
    <message>
        <source>the model&apos;s shift</source>
        <translation>Verschiebung des Modells</translation>
    </message>
    <message>
        <source>the model&apos;s sampler</source>
        <translation>Sampler des Modells</translation>
    </message>
    <message numerus="yes">
        <source>%n reasoning step(s)</source>
        <translation>
            <numerusform>%n Überlegungsschritt</numerusform>
            <numerusform>%n Überlegungsschritte</numerusform>
        </translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>Startwert %1</translation>
    </message>
    <message>
        <source>strength %1</source>
        <translation>Stärke %1</translation>
    </message>
    <message>
        <source>avoids what the model avoids</source>
        <translation>vermeidet, was das Modell vermeidet</translation>
    </message>
    <message>
        <source>avoids nothing</source>
        <translation>vermeidet nichts</translation>
    </message>
    <message>
        <source>avoids “%1”</source>
        <translation>vermeidet „%1“</translation>
    </message>
    <message>
        <source>refined where it helps</source>
        <translation>verfeinert, wo es hilft</translation>
    </message>
    <message>
        <source>refined</source>
        <translation>verfeinert</translation>
    </message>
    <message>
        <source>not refined</source>
        <translation>nicht verfeinert</translation>
    </message>
    <message>
        <source>no LoRA</source>
        <translation>kein LoRA</translation>
    </message>
    <message>
        <source>1 of %1 latent frames kept</source>
        <translation>1 von %1 latenten Bildern behalten</translation>
    </message>
    <message>
        <source>all latent frames kept</source>
        <translation>alle latenten Bilder behalten</translation>
    </message>
    <message>
        <source>end as a still from %1</source>
        <translation>Ende als Standbild ab %1</translation>
    </message>
    <message>
        <source>no still at the end</source>
        <translation>kein Standbild am Ende</translation>
    </message>
</context>
<context>
    <name>v4e::ui::VariantView</name>
    <message>
        <source>Outside the edit: nothing to measure, all of the photo changes</source>
        <translation>Außerhalb der Bearbeitung: nichts zu messen, das ganze Foto ändert sich</translation>
    </message>
    <message>
        <source>Outside the edit: %1 (%2 dB)</source>
        <translation>Außerhalb der Bearbeitung: %1 (%2 dB)</translation>
    </message>
    <message>
        <source>Waits for the one before</source>
        <translation>Wartet auf die davor</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Time without loading the model</source>
        <translation>Zeit ohne das Laden des Modells</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>Diese nehmen</translation>
    </message>
    <message>
        <source>Use variant %1</source>
        <translation>Variante %1 nehmen</translation>
    </message>
    <message>
        <source>Puts this edit into the history, as if it had been made in the main window</source>
        <translation>Nimmt diese Bearbeitung in den Verlauf auf, als wäre sie im Hauptfenster entstanden</translation>
    </message>
    <message>
        <source>How far the model&apos;s last frame is from its first where no variant changes the photo, as a root mean square of full scale. In the finished edit those pixels are the photo&apos;s own.</source>
        <translation>Wie weit das letzte Bild des Modells dort von seinem ersten abweicht, wo keine Variante das Foto ändert, als quadratisches Mittel des vollen Umfangs. In der fertigen Bearbeitung sind diese Pixel die des Fotos.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::VideoFrameDialog</name>
    <message>
        <source>This video cannot be played: %1</source>
        <translation>Dieses Video lässt sich nicht abspielen: %1</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 bei %2</translation>
    </message>
    <message>
        <source>Pick a frame as the photo</source>
        <translation>Ein Bild als Foto wählen</translation>
    </message>
    <message>
        <source>Picture of the video</source>
        <translation>Bild des Videos</translation>
    </message>
    <message>
        <source>Place in the video</source>
        <translation>Stelle im Video</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>&amp;Use this frame</source>
        <translation>Dieses Bild &amp;verwenden</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::WelcomePage</name>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>Drop a photo here</source>
        <translation>Ziehen Sie ein Foto hierher</translation>
    </message>
    <message>
        <source>Open a photo…</source>
        <translation>Foto öffnen …</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Take the picture from the clipboard</source>
        <translation>Bild aus der Zwischenablage nehmen</translation>
    </message>
    <message>
        <source>Or try one of these</source>
        <translation>Oder probieren Sie eines davon</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>Then type what should change, and choose how strong it should be.</source>
        <translation>Dann eingeben, was sich ändern soll, und die Stärke mit dem Regler wählen.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::WishJudge</name>
    <message>
        <source>%1 has not learnt this: %2.</source>
        <translation>%1 hat das nicht gelernt: %2.</translation>
    </message>
    <message>
        <source>%1 does not know this wording. Try one of the suggestions.</source>
        <translation>%1 kennt diese Formulierung nicht. Versuchen Sie einen der Vorschläge.</translation>
    </message>
    <message>
        <source>Step %1: %2</source>
        <translation>Schritt %1: %2</translation>
    </message>
    <message>
        <source>%1 (not possible)</source>
        <translation>%1 (nicht möglich)</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle …</translation>
    </message>
    <message>
        <source>Models on this computer, and what each can do</source>
        <translation>Modelle auf diesem Rechner und was jedes kann</translation>
    </message>
    <message>
        <source>Crossed out words have no part in the edit.</source>
        <translation>Durchgestrichene Wörter spielen für die Bearbeitung keine Rolle.</translation>
    </message>
    <message>
        <source>This is about a part of the photo. Select it first.</source>
        <translation>Hier geht es um einen Teil des Fotos. Wählen Sie ihn zuerst aus.</translation>
    </message>
    <message>
        <source>Select the subject</source>
        <translation>Motiv auswählen</translation>
    </message>
    <message>
        <source>Select something else</source>
        <translation>Etwas anderes auswählen</translation>
    </message>
    <message>
        <source>Finds what the photo is of; look at its outline, then edit</source>
        <translation>Sucht, was das Foto zeigt; sehen Sie sich den Umriss an, dann bearbeiten Sie</translation>
    </message>
    <message>
        <source>Paint over it roughly: its outline is found</source>
        <translation>Grob übermalen: der Umriss wird gefunden</translation>
    </message>
    <message>
        <source>Select the background</source>
        <translation>Hintergrund auswählen</translation>
    </message>
    <message>
        <source>Finds what the photo is of and selects all else; look at it, then edit</source>
        <translation>Findet, was das Foto zeigt, und wählt alles andere aus; ansehen, dann bearbeiten</translation>
    </message>
</context>
<context>
    <name>v4e::ui::Workspace</name>
    <message>
        <source>Evolution</source>
        <translation>Entwicklung</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Gespeichert als %1.</translation>
    </message>
    <message>
        <source>Strength %1</source>
        <translation>Stärke %1</translation>
    </message>
    <message>
        <source>Your next edit builds on this one: %1.</source>
        <translation>Die nächste Bearbeitung baut auf dieser auf: %1.</translation>
    </message>
    <message>
        <source>strength-%1</source>
        <translation>staerke-%1</translation>
    </message>
    <message>
        <source>Save this picture</source>
        <translation>Dieses Bild speichern</translation>
    </message>
    <message>
        <source>Open a video</source>
        <translation>Video öffnen</translation>
    </message>
    <message>
        <source>Videos cannot be played here: GStreamer&apos;s plugins are missing (gstreamer1.0-plugins-base, -good and gstreamer1.0-libav).</source>
        <translation>Videos lassen sich hier nicht abspielen: Die GStreamer-Erweiterungen fehlen (gstreamer1.0-plugins-base, -good und gstreamer1.0-libav).</translation>
    </message>
    <message>
        <source>Start from the photo instead</source>
        <translation>Stattdessen vom Foto ausgehen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ShapeSession</name>
    <message>
        <source>Rotate left</source>
        <translation>Nach links drehen</translation>
    </message>
    <message>
        <source>Rotate right</source>
        <translation>Nach rechts drehen</translation>
    </message>
    <message>
        <source>Flip horizontally</source>
        <translation>Waagerecht spiegeln</translation>
    </message>
    <message>
        <source>Flip vertically</source>
        <translation>Senkrecht spiegeln</translation>
    </message>
    <message>
        <source>Straighten</source>
        <translation>Gerade ausrichten</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>Zuschneiden</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ShapeWorkspace</name>
    <message>
        <source>Ph&amp;oto</source>
        <translation>F&amp;oto</translation>
    </message>
</context>
<context>
    <name>v4e::ui::CropPanel</name>
    <message>
        <source>Free</source>
        <translation>Frei</translation>
    </message>
    <message>
        <source>As the photo</source>
        <translation>Wie das Foto</translation>
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
        <translation>B</translation>
    </message>
    <message>
        <source>H</source>
        <translation>H</translation>
    </message>
    <message>
        <source>Left edge in pixels</source>
        <translation>Linker Rand in Pixeln</translation>
    </message>
    <message>
        <source>Upper edge in pixels</source>
        <translation>Oberer Rand in Pixeln</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>Breite in Pixeln</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>Höhe in Pixeln</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>Winkel</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Ratio of width to height</source>
        <translation>Verhältnis von Breite zu Höhe</translation>
    </message>
    <message>
        <source>Upright</source>
        <translation>Hochformat</translation>
    </message>
    <message>
        <source>Straighten</source>
        <translation>Gerade ausrichten</translation>
    </message>
    <message>
        <source>Angle in degrees, clockwise</source>
        <translation>Winkel in Grad, im Uhrzeigersinn</translation>
    </message>
    <message>
        <source>Draw a line that is to be level or upright</source>
        <translation>Eine Linie ziehen, die waagerecht oder senkrecht sein soll</translation>
    </message>
    <message>
        <source>The whole photo again</source>
        <translation>Wieder das ganze Foto</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LookTexts</name>
    <message>
        <source>This look was made with the model “%1”, which is not ready on this computer.</source>
        <translation>Dieser Look wurde mit dem Modell „%1“ gemacht, das auf diesem Rechner nicht bereit ist.</translation>
    </message>
    <message>
        <source>%1 cannot do this step of the look: “%2”. Nothing was done.</source>
        <translation>%1 kann diesen Schritt des Looks nicht: „%2“. Es wurde nichts getan.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LookWorkspace</name>
    <message>
        <source>Save as look</source>
        <translation>Als Look speichern</translation>
    </message>
    <message>
        <source>Looks (*.v4elook)</source>
        <translation>Looks (*.v4elook)</translation>
    </message>
    <message numerus="yes">
        <source>Saved as a look of %n step(s): %1</source>
        <translation>
            <numerusform>Als Look mit %n Schritt gespeichert: %1</numerusform>
            <numerusform>Als Look mit %n Schritten gespeichert: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Apply a look</source>
        <translation>Look anwenden</translation>
    </message>
    <message>
        <source>None yet: save one first</source>
        <translation>Noch keine: zuerst einen speichern</translation>
    </message>
    <message>
        <source>Use %1 instead</source>
        <translation>Stattdessen %1 verwenden</translation>
    </message>
    <message>
        <source>&amp;My looks</source>
        <translation>&amp;Meine Looks</translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueLookTexts</name>
    <message>
        <source>%1 will be used instead.</source>
        <translation>Stattdessen wird %1 genommen.</translation>
    </message>
    <message numerus="yes">
        <source>Look: %1 – %n step(s)</source>
        <translation>
            <numerusform>Look: %1 – %n Schritt</numerusform>
            <numerusform>Look: %1 – %n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>finished at 2K</source>
        <translation>in 2K fertiggestellt</translation>
    </message>
</context>
<context>
    <name>v4e::ui::OrderField</name>
    <message>
        <source>Open a look…</source>
        <translation>Einen Look öffnen …</translation>
    </message>
    <message>
        <source>An instruction instead</source>
        <translation>Stattdessen eine Anweisung</translation>
    </message>
    <message>
        <source>Open a look</source>
        <translation>Look öffnen</translation>
    </message>
    <message>
        <source>Looks (%1)</source>
        <translation>Looks (%1)</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Look</translation>
    </message>
    <message>
        <source>Do the steps of a look instead</source>
        <translation>Stattdessen die Schritte eines Looks ausführen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::ShapeFields</name>
    <message>
        <source>Turn</source>
        <translation>Drehen</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Spiegeln</translation>
    </message>
    <message>
        <source>Crop to</source>
        <translation>Zuschneiden auf</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>unverändert</translation>
    </message>
    <message>
        <source>90° to the right</source>
        <translation>90° nach rechts</translation>
    </message>
    <message>
        <source>upside down</source>
        <translation>auf den Kopf</translation>
    </message>
    <message>
        <source>90° to the left</source>
        <translation>90° nach links</translation>
    </message>
    <message>
        <source>left to right</source>
        <translation>waagerecht</translation>
    </message>
    <message>
        <source>top to bottom</source>
        <translation>senkrecht</translation>
    </message>
    <message>
        <source>The largest part of that ratio, in the middle; upright for upright photos</source>
        <translation>Der größte Ausschnitt in diesem Verhältnis, in der Mitte; hochkant bei Hochformat</translation>
    </message>
    <message>
        <source>turned</source>
        <translation>gedreht</translation>
    </message>
    <message>
        <source>mirrored</source>
        <translation>gespiegelt</translation>
    </message>
    <message>
        <source>cropped</source>
        <translation>zugeschnitten</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LoraTexts</name>
    <message>
        <source>Reaches %1 of the model's %2 layers.</source>
        <translation>Erreicht %1 der %2 Schichten des Modells.</translation>
    </message>
    <message numerus="yes">
        <source>%n of its parts belong(s) to no layer of this model.</source>
        <translation>
            <numerusform>%n seiner Teile gehört zu keiner Schicht dieses Modells.</numerusform>
            <numerusform>%n seiner Teile gehören zu keiner Schicht dieses Modells.</numerusform>
        </translation>
    </message>
    <message>
        <source>Made for another model: only a small part of it works here.</source>
        <translation>Für ein anderes Modell gemacht: Nur ein kleiner Teil wirkt hier.</translation>
    </message>
    <message>
        <source>Made for another model: it does not fit this one.</source>
        <translation>Für ein anderes Modell gemacht: Passt nicht zu diesem.</translation>
    </message>
    <message>
        <source>A kind of LoRA that cannot be used: DoRA, or one of convolutions.</source>
        <translation>Eine Art von LoRA, die nicht verwendet werden kann: DoRA oder eine für Faltungen.</translation>
    </message>
    <message>
        <source>This file is no LoRA.</source>
        <translation>Diese Datei ist kein LoRA.</translation>
    </message>
    <message>
        <source>Ask for it with “%1”.</source>
        <translation>Sie wird mit „%1“ verlangt.</translation>
    </message>
    <message>
        <source>The file is missing or cannot be read.</source>
        <translation>Die Datei fehlt oder ist nicht lesbar.</translation>
    </message>
    <message>
        <source>LoRAs (%1)</source>
        <translation>LoRAs (%1)</translation>
    </message>
    <message>
        <source>Works in “Finish at 2K” alone, not in other edits.</source>
        <translation>Wirkt nur bei „In 2K fertigstellen“, nicht in anderen Bearbeitungen.</translation>
    </message>
    <message>
        <source>Makes real what is sketched onto the photo with the sketch brush.</source>
        <translation>Macht Wirklichkeit, was mit dem Skizzenpinsel auf das Foto skizziert ist.</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LoraRow</name>
    <message>
        <source>Is being compared with the model…</source>
        <translation>Wird mit dem Modell verglichen …</translation>
    </message>
    <message>
        <source>Chosen for one of two experts, but this model has only one: choose “both”.</source>
        <translation>Für einen von zwei Experten gewählt, aber dieses Modell hat nur einen: „beide“ wählen.</translation>
    </message>
    <message>
        <source>Use the LoRA %1</source>
        <translation>LoRA %1 verwenden</translation>
    </message>
    <message>
        <source>Remove this LoRA</source>
        <translation>Dieses LoRA entfernen</translation>
    </message>
    <message>
        <source>Remove the LoRA %1</source>
        <translation>LoRA %1 entfernen</translation>
    </message>
    <message>
        <source>Strength of the LoRA %1</source>
        <translation>Stärke des LoRAs %1</translation>
    </message>
    <message>
        <source>How strongly it works: 1 as it was trained, 0 not at all</source>
        <translation>Wie stark es wirkt: 1 wie trainiert, 0 gar nicht</translation>
    </message>
    <message>
        <source>Expert for the LoRA %1</source>
        <translation>Experte für das LoRA %1</translation>
    </message>
    <message>
        <source>Which of the model's two experts it changes: the one for much noise, which makes the large shapes, the one for little, which makes the details, or both</source>
        <translation>Welchen der beiden Experten des Modells es ändert: den für viel Rauschen, der die großen Formen macht, den für wenig, der die Einzelheiten macht, oder beide</translation>
    </message>
    <message>
        <source>both</source>
        <comment>experts</comment>
        <translation>beide</translation>
    </message>
    <message>
        <source>high</source>
        <comment>noise</comment>
        <translation>hoch</translation>
    </message>
    <message>
        <source>low</source>
        <comment>noise</comment>
        <translation>niedrig</translation>
    </message>
    <message>
        <source>What is this LoRA for?</source>
        <translation>Wofür ist dieses LoRA?</translation>
    </message>
    <message>
        <source>What the LoRA %1 is for</source>
        <translation>Wofür das LoRA %1 ist</translation>
    </message>
    <message>
        <source>ChronoEdit has LoRAs that are used in their own ways, and a file does not say for sure whether it is one of them. Your answer is kept for this file.</source>
        <translation>Für ChronoEdit gibt es LoRAs, die auf eigene Weise gebraucht werden, und einer Datei ist nicht sicher anzusehen, ob sie eines davon ist. Ihre Antwort wird für diese Datei behalten.</translation>
    </message>
    <message>
        <source>For a style or a subject</source>
        <translation>Für einen Stil oder ein Motiv</translation>
    </message>
    <message>
        <source>Makes sketches real</source>
        <translation>Macht Skizzen wirklich</translation>
    </message>
    <message>
        <source>Finishes edits at 2K</source>
        <translation>Stellt Bearbeitungen in 2K fertig</translation>
    </message>
</context>
<context>
    <name>v4e::ui::LoraList</name>
    <message>
        <source>Add LoRAs</source>
        <translation>LoRAs hinzufügen</translation>
    </message>
    <message>
        <source>LoRAs</source>
        <translation>LoRAs</translation>
    </message>
    <message>
        <source>differ: stay as they are</source>
        <translation>verschieden: bleiben so</translation>
    </message>
    <message>
        <source>drop files here</source>
        <translation>Dateien hierher ziehen</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen …</translation>
    </message>
    <message>
        <source>Files that teach the model a style, a thing or a way to work in fewer steps</source>
        <translation>Dateien, die dem Modell einen Stil, ein Ding oder das Arbeiten in weniger Schritten beibringen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::KindQuestionBox</name>
    <message>
        <source>Neither the file nor its name tells which of these it is, and without that it cannot be used. Its page on the site it comes from does. You are asked only once.</source>
        <translation>Weder die Datei noch ihr Name sagt, welches davon es ist, und ohne das ist es nicht zu gebrauchen. Die Seite, von der sie stammt, sagt es. Sie werden nur einmal gefragt.</translation>
    </message>
    <message>
        <source>As you said.</source>
        <translation>Wie Sie gesagt haben.</translation>
    </message>
    <message>
        <source>By what the file says of itself.</source>
        <translation>Nach dem, was die Datei über sich sagt.</translation>
    </message>
    <message>
        <source>By its name.</source>
        <translation>Nach ihrem Namen.</translation>
    </message>
    <message>
        <source>Others have the same shapes; this is the most common one. If it is another, say so: it is sampled in another way.</source>
        <translation>Andere haben dieselben Formen; dieses ist das häufigste. Ist es ein anderes, sagen Sie es: Es rechnet dann anders.</translation>
    </message>
    <message>
        <source>Which model is %1?</source>
        <translation>Welches Modell ist %1?</translation>
    </message>
    <message>
        <source>%1 is taken for</source>
        <translation>%1 gilt als</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Bitte wählen</translation>
    </message>
    <message>
        <source>Keep this answer</source>
        <translation>Antwort behalten</translation>
    </message>
    <message>
        <source>Keep the answer for %1</source>
        <translation>Antwort für %1 behalten</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SketchPanel</name>
    <message>
        <source>Black</source>
        <translation>Schwarz</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Weiß</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Colour of the sketch</source>
        <translation>Farbe der Skizze</translation>
    </message>
    <message>
        <source>Sketch onto the photo what is to become real, in black at best, and write what it is as the instruction, for example: a crown and a hat. Where a stroke is not used, the photo stays as it is.</source>
        <translation>Skizzieren Sie auf das Foto, was wirklich werden soll, am besten in Schwarz, und schreiben Sie als Anweisung, was es ist, zum Beispiel: eine Krone und ein Hut. Wo ein Strich nicht gebraucht wird, bleibt das Foto, wie es ist.</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Another colour…</source>
        <translation>Andere Farbe …</translation>
    </message>
    <message>
        <source>Another colour</source>
        <translation>Andere Farbe</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Size of the sketch brush</source>
        <translation>Größe des Skizzenpinsels</translation>
    </message>
    <message>
        <source>Size of the brush ([ and ], or Alt and the wheel)</source>
        <translation>Größe des Pinsels ([ und ] oder Alt und Mausrad)</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Size of the sketch brush in photo pixels</source>
        <translation>Größe des Skizzenpinsels in Pixeln des Fotos</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SketchSession</name>
    <message>
        <source>Clear the sketch</source>
        <translation>Skizze löschen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SketchTool</name>
    <message>
        <source>Erase from the sketch</source>
        <translation>Aus der Skizze radieren</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>Skizzieren</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SketchWorkspace</name>
    <message>
        <source>Open a photo first.</source>
        <translation>Öffnen Sie zuerst ein Foto.</translation>
    </message>
    <message>
        <source>This needs a ChronoEdit model and, among the LoRAs, its paint-brush LoRA (paintbrush_lora_diffusers.safetensors).</source>
        <translation>Dazu braucht es ein ChronoEdit-Modell und unter den LoRAs sein Paint-Brush-LoRA (paintbrush_lora_diffusers.safetensors).</translation>
    </message>
    <message>
        <source>Switch the paint-brush LoRA on, among the LoRAs.</source>
        <translation>Schalten Sie unter den LoRAs das Paint-Brush-LoRA ein.</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>Skizze</translation>
    </message>
    <message>
        <source>Sketch &amp;onto the photo</source>
        <translation>Auf das Foto s&amp;kizzieren</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Löschen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::SpeedSwitch</name>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message numerus="yes">
        <source>fast: %n step(s)</source>
        <translation>
            <numerusform>schnell: %n Schritt</numerusform>
            <numerusform>schnell: %n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>What the few-step LoRA or model was made for: its steps, shift and sampler, no guidance</source>
        <translation>Wofür das LoRA oder Modell für wenige Schritte gemacht ist: seine Schritte, sein Shift und sein Sampler, ohne Führung</translation>
    </message>
    <message>
        <source>best</source>
        <translation>am besten</translation>
    </message>
    <message>
        <source>Without the few-step LoRA, with the model's own steps and guidance</source>
        <translation>Ohne das LoRA für wenige Schritte, mit den Schritten und der Führung des Modells</translation>
    </message>
    <message numerus="yes">
        <source>Made for %n step(s) without guidance; as it is set now, the picture burns.</source>
        <translation>
            <numerusform>Für %n Schritt ohne Führung gemacht; so, wie es jetzt eingestellt ist, verbrennt das Bild.</numerusform>
            <numerusform>Für %n Schritte ohne Führung gemacht; so, wie es jetzt eingestellt ist, verbrennt das Bild.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::WayDialog</name>
    <message>
        <source>Choose the finished edit</source>
        <translation>Fertige Bearbeitung auswählen</translation>
    </message>
    <message>
        <source>Choose the photo</source>
        <translation>Foto auswählen</translation>
    </message>
    <message>
        <source>%1 cannot be used. %2</source>
        <translation>%1 lässt sich nicht verwenden. %2</translation>
    </message>
    <message>
        <source>The photo (%1) and the edit (%2) have different proportions, so they do not show the same section. Turn or crop the photo as the edit is, or choose the edit that was not cropped.</source>
        <translation>Das Foto (%1) und die Bearbeitung (%2) haben verschiedene Seitenverhältnisse, zeigen also nicht denselben Ausschnitt. Drehen oder beschneiden Sie das Foto wie die Bearbeitung, oder wählen Sie die unbeschnittene Bearbeitung.</translation>
    </message>
    <message>
        <source>The edit is the same picture as the photo: there is nothing between them.</source>
        <translation>Die Bearbeitung ist dasselbe Bild wie das Foto: Dazwischen liegt nichts.</translation>
    </message>
    <message>
        <source>No model has been found yet.</source>
        <translation>Es wurde noch kein Modell gefunden.</translation>
    </message>
    <message>
        <source>%1 makes films from words alone. Choose Wan2.1 FLF2V, Fun InP or Wan2.2 I2V-A14B under Models.</source>
        <translation>%1 macht Filme allein aus Worten. Wählen Sie unter Modelle Wan2.1 FLF2V, Fun InP oder Wan2.2 I2V-A14B.</translation>
    </message>
    <message>
        <source>%1 was not taught to go from one picture to another. It holds its last frame at the edit and makes three states before it, as far as it knows such edits. Longer ways of their own make Wan2.1 FLF2V, Fun InP and Wan2.2 I2V-A14B.</source>
        <translation>%1 hat nicht gelernt, von einem Bild zum anderen zu gehen. Es hält sein letztes Bild bei der Bearbeitung fest und macht drei Zustände davor, soweit es solche Bearbeitungen kennt. Längere eigene Wege machen Wan2.1 FLF2V, Fun InP und Wan2.2 I2V-A14B.</translation>
    </message>
    <message>
        <source>%1 was not taught to go from one picture to another; its end is held at the edit. Better at it are Wan2.1 FLF2V, Fun InP and Wan2.2 I2V-A14B.</source>
        <translation>%1 hat nicht gelernt, von einem Bild zum anderen zu gehen; sein Ende wird bei der Bearbeitung festgehalten. Besser können es Wan2.1 FLF2V, Fun InP und Wan2.2 I2V-A14B.</translation>
    </message>
    <message>
        <source>%1 was taught to go from one picture to another.</source>
        <translation>%1 hat gelernt, von einem Bild zum anderen zu gehen.</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Click, or drop the photo here</source>
        <translation>Klicken oder hier ablegen</translation>
    </message>
    <message>
        <source>Finished edit</source>
        <translation>Fertige Bearbeitung</translation>
    </message>
    <message>
        <source>Click, or drop the edit here</source>
        <translation>Klicken oder hier ablegen</translation>
    </message>
    <message>
        <source>Looking at the pictures…</source>
        <translation>Die Bilder werden angesehen …</translation>
    </message>
    <message>
        <source>The edit is %1, the photo %2: it is brought to the photo&apos;s size.</source>
        <translation>Die Bearbeitung ist %1 groß, das Foto %2: Sie wird auf die Größe des Fotos gebracht.</translation>
    </message>
    <message>
        <source>Evolution between two pictures</source>
        <translation>Entwicklung zwischen zwei Bildern</translation>
    </message>
    <message>
        <source>&amp;Photo</source>
        <translation>F&amp;oto</translation>
    </message>
    <message>
        <source>&amp;Finished edit, made anywhere</source>
        <translation>&amp;Fertige Bearbeitung, wo auch immer gemacht</translation>
    </message>
    <message>
        <source>What &amp;happens on the way (may be empty)</source>
        <translation>Was unterwegs &amp;geschieht (darf leer bleiben)</translation>
    </message>
    <message>
        <source>for example: day slowly turns into night</source>
        <translation>zum Beispiel: der Tag wird langsam zur Nacht</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Make the evolution</source>
        <translation>&amp;Entwicklung machen</translation>
    </message>
</context>
<context>
    <name>v4e::ui::WayWorkspace</name>
    <message>
        <source>Evolution to %1</source>
        <translation>Entwicklung zu %1</translation>
    </message>
</context>
</TS>
