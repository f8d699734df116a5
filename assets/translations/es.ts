<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
    <context>
        <name />
        <message>
            <source>{name} can be played once the current speech has ended.</source>
            <translation>{name} se podrá oír cuando termine el habla actual.</translation>
        </message>
        <message>
            <source>Hearing {name}</source>
            <translation>Oyendo a {name}</translation>
        </message>
        <message>
            <source>Pitch</source>
            <translation>Tono</translation>
        </message>
        <message>
            <source>Sex</source>
            <translation>Sexo</translation>
        </message>
        <message>
            <source>Speaker</source>
            <translation>Hablante</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Origen</translation>
        </message>
        <message>
            <source>Cluster</source>
            <translation>Grupo</translation>
        </message>
        <message>
            <source>Similarity</source>
            <translation>Similitud</translation>
        </message>
        <message>
            <source>pitch unknown</source>
            <translation>tono desconocido</translation>
        </message>
        <message>
            <source>{low:.0f} to {high:.0f} Hz</source>
            <translation>de {low:.0f} a {high:.0f} Hz</translation>
        </message>
        <message>
            <source>select a voice</source>
            <translation>seleccione una voz</translation>
        </message>
        <message>
            <source>{least:g} to 1, similarity to the selected voice</source>
            <translation>de {least:g} a 1, similitud con la voz seleccionada</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>desconocido</translation>
        </message>
        <message numerus="yes">
            <source>and {count:,} more</source>
            <translation>
                <numerusform>y {count:,} más</numerusform>
                <numerusform>y {count:,} más</numerusform>
            </translation>
        </message>
        <message>
            <source>Nobody</source>
            <translation>Nadie</translation>
        </message>
        <message>
            <source>Spot</source>
            <translation>Punto</translation>
        </message>
        <message>
            <source>spot on the map</source>
            <translation>punto del mapa</translation>
        </message>
        <message numerus="yes">
            <source>Tagged {count} recordings with '{tag}'.</source>
            <translation>
                <numerusform>Se etiquetó {count} grabación con «{tag}».</numerusform>
                <numerusform>Se etiquetaron {count} grabaciones con «{tag}».</numerusform>
            </translation>
        </message>
        <message>
            <source>Only recordings can be tagged, and the group holds none.</source>
            <translation>Solo se pueden etiquetar grabaciones, y el grupo no tiene ninguna.</translation>
        </message>
        <message>
            <source>{similarity:.2f}, where {threshold} separates people</source>
            <translation>{similarity:.2f}; {threshold} separa a las personas</translation>
        </message>
        <message>
            <source>{speaker} is fictitious. Of all voices known here, {nearest} is the most similar ({similarity}).</source>
            <translation>{speaker} es ficticia. De todas las voces conocidas aquí, {nearest} es la más parecida ({similarity}).</translation>
        </message>
        <message>
            <source>{speaker} would pass for {nearest} (similarity {similarity}). Press Ctrl+N to generate another voice.</source>
            <translation>{speaker} pasaría por {nearest} (similitud {similarity}). Pulse Ctrl+N para crear otra.</translation>
        </message>
        <message>
            <source>make {speaker}</source>
            <translation>crear {speaker}</translation>
        </message>
        <message>
            <source>{speaker} is now in the list of voices.</source>
            <translation>{speaker} está ahora en la lista de voces.</translation>
        </message>
        <message>
            <source>Blend of {count} voices</source>
            <translation>Mezcla de {count} voces</translation>
        </message>
        <message>
            <source>Fitting the map</source>
            <translation>Ajustando el mapa</translation>
        </message>
        <message>
            <source>Looking for clusters</source>
            <translation>Buscando grupos</translation>
        </message>
        <message>
            <source>Computing the numbers</source>
            <translation>Calculando los números</translation>
        </message>
        <message>
            <source>Writing the table</source>
            <translation>Escribiendo la tabla</translation>
        </message>
        <message>
            <source>Drawing the figure</source>
            <translation>Dibujando la figura</translation>
        </message>
        <message>
            <source>Saved {path}.</source>
            <translation>Se guardó {path}.</translation>
        </message>
        <message>
            <source>The map is being read; try again in a moment.</source>
            <translation>Se está leyendo el mapa; inténtelo de nuevo en un momento.</translation>
        </message>
        <message>
            <source>Pictures (*.png *.svg *.pdf)</source>
            <translation>Imágenes (*.png *.svg *.pdf)</translation>
        </message>
        <message>
            <source>Computing …</source>
            <translation>Calculando …</translation>
        </message>
        <message>
            <source>Telling speakers apart</source>
            <translation>Distinguir hablantes</translation>
        </message>
        <message>
            <source>Numbers behind the map</source>
            <translation>Los números del mapa</translation>
        </message>
        <message>
            <source>Numbers</source>
            <translation>Números</translation>
        </message>
        <message>
            <source>Outliers</source>
            <translation>Valores atípicos</translation>
        </message>
        <message>
            <source>Progress of the numbers</source>
            <translation>Progreso de los números</translation>
        </message>
        <message>
            <source>Save figure…</source>
            <translation>Guardar la figura…</translation>
        </message>
        <message>
            <source>Save the figure</source>
            <translation>Guardar la figura</translation>
        </message>
        <message>
            <source>PNG, SVG or PDF</source>
            <translation>PNG, SVG o PDF</translation>
        </message>
        <message>
            <source>Save CSV…</source>
            <translation>Guardar CSV…</translation>
        </message>
        <message>
            <source>Save the table</source>
            <translation>Guardar la tabla</translation>
        </message>
        <message>
            <source>One row per voice: its position, its nearest speaker, and whether its label may be wrong</source>
            <translation>Una fila por voz: su posición, el hablante más cercano y si su etiqueta puede estar mal</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Cerrar</translation>
        </message>
        <message>
            <source>Save figure</source>
            <translation>Guardar la figura</translation>
        </message>
        <message>
            <source>Save table</source>
            <translation>Guardar la tabla</translation>
        </message>
        <message>
            <source>Tables (*.csv)</source>
            <translation>Tablas (*.csv)</translation>
        </message>
        <message>
            <source>Cancelled.</source>
            <translation>Cancelado.</translation>
        </message>
        <message>
            <source>{shown}, ordered so that similar ones are side by side.</source>
            <translation>{shown}, en un orden en que las parecidas quedan juntas.</translation>
        </message>
        <message>
            <source> Silhouette of the speakers: {silhouette:.2f} (1: every speaker apart, 0: mingled).</source>
            <translation> Silueta de los hablantes: {silhouette:.2f} (1: cada hablante aparte; 0: mezclados).</translation>
        </message>
        <message>
            <source>There are no two recordings of one speaker to compare.</source>
            <translation>No hay dos grabaciones de un mismo hablante que comparar.</translation>
        </message>
        <message>
            <source>Recordings that resemble another speaker more than their own; the label may be wrong. Double-click a row to select the recording.</source>
            <translation>Grabaciones que se parecen más a otro hablante que al suyo; la etiqueta puede estar equivocada. Haga doble clic en una fila para seleccionar la grabación.</translation>
        </message>
        <message>
            <source>No recording resembles another speaker more than its own.</source>
            <translation>Ninguna grabación se parece más a otro hablante que al suyo.</translation>
        </message>
        <message>
            <source>Similarity matrix</source>
            <translation>Matriz de similitudes</translation>
        </message>
        <message numerus="yes">
            <source>{count:,} voices</source>
            <translation>
                <numerusform>{count:,} voz</numerusform>
                <numerusform>{count:,} voces</numerusform>
            </translation>
        </message>
        <message>
            <source>Histogram of similarities</source>
            <translation>Histograma de similitudes</translation>
        </message>
        <message>
            <source>share of pairs in %</source>
            <translation>proporción de pares en %</translation>
        </message>
        <message>
            <source>different speakers</source>
            <translation>hablantes distintos</translation>
        </message>
        <message>
            <source>one speaker</source>
            <translation>un mismo hablante</translation>
        </message>
        <message>
            <source>A random sample of {count:,} of the {whole:,} voices (more would be too fine for the screen)</source>
            <translation>Una muestra al azar de {count:,} de las {whole:,} voces (más no se distinguirían en la pantalla)</translation>
        </message>
        <message>
            <source>Recording</source>
            <translation>Grabación</translation>
        </message>
        <message>
            <source>To its own</source>
            <translation>Con el suyo</translation>
        </message>
        <message>
            <source>Nearest other</source>
            <translation>Otro más cercano</translation>
        </message>
        <message>
            <source>To that one</source>
            <translation>Con ese otro</translation>
        </message>
        <message>
            <source>Similarity to the other recordings of its speaker</source>
            <translation>Similitud con las demás grabaciones de su hablante</translation>
        </message>
        <message>
            <source>Similarity to the nearest other speaker</source>
            <translation>Similitud con el otro hablante más cercano</translation>
        </message>
        <message>
            <source>Neighbours stay neighbours</source>
            <translation>Los vecinos siguen siendo vecinos</translation>
        </message>
        <message>
            <source>The reference implementation of UMAP, about 20 s slower</source>
            <translation>La implementación de referencia de UMAP, unos 20 s más lenta</translation>
        </message>
        <message>
            <source>Tight groups; distances between them say little</source>
            <translation>Grupos compactos; las distancias entre ellos dicen poco</translation>
        </message>
        <message>
            <source>The two directions in which voices differ most</source>
            <translation>Las dos direcciones en que más difieren las voces</translation>
        </message>
        <message>
            <source>Colour by</source>
            <translation>Colorear por</translation>
        </message>
        <message>
            <source>Property shown by the colours</source>
            <translation>Lo que muestran los colores</translation>
        </message>
        <message>
            <source>Projection</source>
            <translation>Proyección</translation>
        </message>
        <message>
            <source>Projection of the embeddings to two dimensions</source>
            <translation>Cómo 256 números se vuelven dos</translation>
        </message>
        <message>
            <source>Fit the map to all voices again (Ctrl+M)</source>
            <translation>Ajustar el mapa de nuevo a todas las voces (Ctrl+M)</translation>
        </message>
        <message>
            <source>Fit the map again</source>
            <translation>Ajustar el mapa de nuevo</translation>
        </message>
        <message>
            <source>Numbers behind the picture (Ctrl+I)</source>
            <translation>Los números de la imagen (Ctrl+I)</translation>
        </message>
        <message>
            <source>Numbers behind the picture</source>
            <translation>Los números de la imagen</translation>
        </message>
        <message>
            <source>Map of voices</source>
            <translation>Mapa de voces</translation>
        </message>
        <message>
            <source>Voices appear here once the models are loaded.</source>
            <translation>Las voces aparecen aquí cuando los modelos están cargados.</translation>
        </message>
        <message>
            <source>Show all (Home or double-click)</source>
            <translation>Mostrar todo (Inicio, o un doble clic)</translation>
        </message>
        <message>
            <source>Show the whole map</source>
            <translation>Mostrar todo el mapa</translation>
        </message>
        <message>
            <source>Lasso: drag around voices (or Shift+drag)</source>
            <translation>Lazo: arrastre alrededor de las voces (o Mayús y arrastre)</translation>
        </message>
        <message>
            <source>Lasso</source>
            <translation>Lazo</translation>
        </message>
        <message>
            <source>Click an empty spot for the voice that would lie there (or Alt+click, or right-click)</source>
            <translation>Haga clic en un punto vacío para obtener la voz que estaría allí (o Alt y clic, o el botón derecho)</translation>
        </message>
        <message>
            <source>Voice of an empty spot</source>
            <translation>Voz de un punto vacío</translation>
        </message>
        <message>
            <source>Play a voice while the pointer rests on it</source>
            <translation>Oír una voz cuando el puntero se detiene en ella</translation>
        </message>
        <message>
            <source>Play voices under the pointer</source>
            <translation>Reproducir las voces bajo el puntero</translation>
        </message>
        <message>
            <source>New voice</source>
            <translation>Voz nueva</translation>
        </message>
        <message>
            <source>Generate a fictitious voice (Ctrl+N)</source>
            <translation>Crear una voz ficticia al azar (Ctrl+N)</translation>
        </message>
        <message>
            <source>Generate a fictitious voice</source>
            <translation>Crear una voz ficticia al azar</translation>
        </message>
        <message>
            <source>{others} others</source>
            <translation>{others} más</translation>
        </message>
        <message>
            <source>Blend of the group's voices</source>
            <translation>Mezcla de las voces del grupo</translation>
        </message>
        <message>
            <source>Blend: the first voice on the left, the others on the right</source>
            <translation>Mezcla: la primera voz a la izquierda, las demás a la derecha</translation>
        </message>
        <message>
            <source>Tag the group's recordings</source>
            <translation>Etiquetar las grabaciones del grupo</translation>
        </message>
        <message>
            <source>Tag the group</source>
            <translation>Etiquetar el grupo</translation>
        </message>
        <message>
            <source>Export the group: voices and a table</source>
            <translation>Exportar el grupo: voces y una tabla</translation>
        </message>
        <message>
            <source>Export the group</source>
            <translation>Exportar el grupo</translation>
        </message>
        <message>
            <source>Clear the group</source>
            <translation>Deshacer el grupo</translation>
        </message>
        <message numerus="yes">
            <source>and {count} more: enlarge the map</source>
            <translation>
                <numerusform>y {count} más: amplíe el mapa</numerusform>
                <numerusform>y {count} más: amplíe el mapa</numerusform>
            </translation>
        </message>
        <message>
            <source>Select {name}</source>
            <translation>Seleccionar a {name}</translation>
        </message>
        <message>
            <source>Hear {name}</source>
            <translation>Oír a {name}</translation>
        </message>
        <message>
            <source>Remove from the group</source>
            <translation>Quitar del grupo</translation>
        </message>
        <message>
            <source>Add to the group</source>
            <translation>Añadir al grupo</translation>
        </message>
        <message>
            <source>Make the voice of this spot</source>
            <translation>Crear la voz de este punto</translation>
        </message>
        <message>
            <source>Tag</source>
            <translation>Etiqueta</translation>
        </message>
        <message numerus="yes">
            <source>Tag for {count} voices</source>
            <translation>
                <numerusform>Etiqueta para {count} voz</numerusform>
                <numerusform>Etiqueta para {count} voces</numerusform>
            </translation>
        </message>
        <message>
            <source>Nearest voices</source>
            <translation>Voces más cercanas</translation>
        </message>
        <message>
            <source>The voices most similar to the selected one; from a similarity of {threshold} two recordings would pass for the same person</source>
            <translation>Las voces más parecidas a la seleccionada; desde una similitud de {threshold}, dos grabaciones pasarían por la misma persona</translation>
        </message>
        <message>
            <source>System default</source>
            <translation>El del sistema</translation>
        </message>
        <message>
            <source>Record</source>
            <translation>Grabar</translation>
        </message>
        <message>
            <source>Record or stop recording</source>
            <translation>Grabar o detener la grabación</translation>
        </message>
        <message>
            <source>Input device</source>
            <translation>Dispositivo de entrada</translation>
        </message>
        <message>
            <source>Microphone</source>
            <translation>Micrófono</translation>
        </message>
        <message>
            <source>Output device</source>
            <translation>Dispositivo de salida</translation>
        </message>
        <message>
            <source>Loudspeaker</source>
            <translation>Altavoz</translation>
        </message>
        <message>
            <source>Live mel spectrogram</source>
            <translation>Espectrograma mel en vivo</translation>
        </message>
        <message>
            <source>Seconds of speech</source>
            <translation>Segundos de habla</translation>
        </message>
        <message>
            <source>Input</source>
            <translation>Entrada</translation>
        </message>
        <message>
            <source>Output</source>
            <translation>Salida</translation>
        </message>
        <message>
            <source>Press Record and read a few sentences aloud; five seconds of speech is enough.</source>
            <translation>Pulse Grabar y lea en voz alta unas frases; cinco segundos de habla bastan.</translation>
        </message>
        <message>
            <source>0.0 s of speech</source>
            <translation>0,0 s de habla</translation>
        </message>
        <message>
            <source>Speak now.</source>
            <translation>Hable ahora.</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Detener</translation>
        </message>
        <message numerus="yes">
            <source>{count} blocks of sound were lost; record again if it clicks.</source>
            <translation>
                <numerusform>Se perdió {count} bloque de sonido; grabe de nuevo si se oyen chasquidos.</numerusform>
                <numerusform>Se perdieron {count} bloques de sonido; grabe de nuevo si se oyen chasquidos.</numerusform>
            </translation>
        </message>
        <message>
            <source>{seconds:.1f} s of speech</source>
            <translation>{seconds:.1f} s de habla</translation>
        </message>
        <message>
            <source>Too loud: the signal is clipping. Move away or turn the input down.</source>
            <translation>Demasiado fuerte: la señal se satura. Aléjese o baje la entrada.</translation>
        </message>
        <message>
            <source>That is enough for a good likeness.</source>
            <translation>Con esto basta para un buen parecido.</translation>
        </message>
        <message>
            <source>Enough to start; {seconds} s more would give a better likeness.</source>
            <translation>Basta para probar; {seconds} s más darían un parecido mejor.</translation>
        </message>
        <message>
            <source>Keep speaking.</source>
            <translation>Siga hablando.</translation>
        </message>
        <message>
            <source>None</source>
            <translation>Ninguno</translation>
        </message>
        <message>
            <source>Play</source>
            <translation>Oír</translation>
        </message>
        <message>
            <source>Play the reference (F5)</source>
            <translation>Reproducir la referencia (F5)</translation>
        </message>
        <message>
            <source>Play the reference</source>
            <translation>Reproducir la referencia</translation>
        </message>
        <message>
            <source>Use all of it</source>
            <translation>Usarla entera</translation>
        </message>
        <message>
            <source>Clear the selection (Ctrl+U)</source>
            <translation>Quitar la selección (Ctrl+U)</translation>
        </message>
        <message>
            <source>Use all of the recording</source>
            <translation>Usar toda la grabación</translation>
        </message>
        <message>
            <source>Waveform of the reference, with the selection that is used</source>
            <translation>Forma de onda de la referencia, con la selección que se usa</translation>
        </message>
        <message>
            <source>Drag to select the part that is used as the reference; click to play from there</source>
            <translation>Arrastre para seleccionar la parte que se usa como referencia; haga clic para oír desde allí</translation>
        </message>
        <message>
            <source>Mel spectrogram of the reference</source>
            <translation>Espectrograma mel de la referencia</translation>
        </message>
        <message>
            <source>{region:.1f} of {seconds:.1f} s selected</source>
            <translation>{region:.1f} de {seconds:.1f} s seleccionados</translation>
        </message>
        <message>
            <source>Recording {row}</source>
            <translation>Grabación {row}</translation>
        </message>
        <message>
            <source>Record a voice</source>
            <translation>Grabar una voz</translation>
        </message>
        <message>
            <source>Record a voice (Ctrl+R)</source>
            <translation>Grabar una voz (Ctrl+R)</translation>
        </message>
        <message>
            <source>Add…</source>
            <translation>Añadir…</translation>
        </message>
        <message>
            <source>Add sound files</source>
            <translation>Añadir archivos de sonido</translation>
        </message>
        <message>
            <source>Add sound files (Ctrl+O); files and folders can also be dropped on the window</source>
            <translation>Añadir archivos de sonido (Ctrl+O); también se pueden soltar archivos y carpetas en la ventana</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>Buscar</translation>
        </message>
        <message>
            <source>Search voices</source>
            <translation>Buscar voces</translation>
        </message>
        <message>
            <source>Words of a name, a source or a tag (Ctrl+F); Esc clears the search</source>
            <translation>Palabras de un nombre, un origen o una etiqueta (Ctrl+F); Esc borra la búsqueda</translation>
        </message>
        <message>
            <source>Voices</source>
            <translation>Voces</translation>
        </message>
        <message>
            <source>Star (Ctrl+D)</source>
            <translation>Marcar con estrella (Ctrl+D)</translation>
        </message>
        <message>
            <source>Star the voice</source>
            <translation>Marcar la voz con una estrella</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Renombrar</translation>
        </message>
        <message>
            <source>Rename (F2); one name for several recordings makes them one voice</source>
            <translation>Cambiar el nombre (F2); un mismo nombre hace de varias grabaciones una sola voz</translation>
        </message>
        <message>
            <source>Rename the voice</source>
            <translation>Cambiar el nombre de la voz</translation>
        </message>
        <message>
            <source>Delete (Del); Ctrl+Z brings it back</source>
            <translation>Eliminar (Supr); Ctrl+Z la recupera</translation>
        </message>
        <message>
            <source>Delete the voice</source>
            <translation>Eliminar la voz</translation>
        </message>
        <message>
            <source>No voice matches '{words}'. Esc clears the search.</source>
            <translation>Ninguna voz coincide con «{words}». Esc borra la búsqueda.</translation>
        </message>
        <message>
            <source>No voices yet: record one, add files, or drop them here.</source>
            <translation>Aún no hay voces: grabe una, añada archivos o suéltelos aquí.</translation>
        </message>
        <message>
            <source>Select a voice on the left or on the map first.</source>
            <translation>Seleccione primero una voz a la izquierda o en el mapa.</translation>
        </message>
        <message>
            <source>Drawing</source>
            <translation>Dibujando</translation>
        </message>
        <message>
            <source>Listening to {name} …</source>
            <translation>Escuchando a {name} …</translation>
        </message>
        <message>
            <source>Speaking as {name}</source>
            <translation>Hablando como {name}</translation>
        </message>
        <message>
            <source>Adapting to {name} …</source>
            <translation>Adaptando a {name} …</translation>
        </message>
        <message>
            <source>Reading the text …</source>
            <translation>Leyendo el texto …</translation>
        </message>
        <message>
            <source>Loading {what} …</source>
            <translation>Cargando {what} …</translation>
        </message>
        <message>
            <source>Left out because they cannot be pronounced: {names}.</source>
            <translation>Se omitieron porque no se pueden pronunciar: {names}.</translation>
        </message>
        <message>
            <source>{sentence} What was made until then ({seconds:.1f} s) is kept as an unfinished take.</source>
            <translation>{sentence} Lo hecho hasta entonces ({seconds:.1f} s) se conserva como una toma inacabada.</translation>
        </message>
        <message>
            <source>Adding files</source>
            <translation>Añadiendo archivos</translation>
        </message>
        <message>
            <source>What has been added so far is kept.</source>
            <translation>Lo añadido hasta ahora se conserva.</translation>
        </message>
        <message>
            <source>Adding {name}</source>
            <translation>Añadiendo {name}</translation>
        </message>
        <message>
            <source>What has been added so far is kept; add the folder again to resume.</source>
            <translation>Lo añadido hasta ahora se conserva; si añade de nuevo la carpeta, se sigue desde allí.</translation>
        </message>
        <message>
            <source>Adding files again</source>
            <translation>Añadiendo archivos de nuevo</translation>
        </message>
        <message>
            <source>Listening</source>
            <translation>Escuchando</translation>
        </message>
        <message numerus="yes">
            <source>{added} added, {refused} could not be read.</source>
            <translation>
                <numerusform>Se añadió {added}; no se pudieron leer: {refused}.</numerusform>
                <numerusform>Se añadieron {added}; no se pudieron leer: {refused}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count} added again</source>
            <translation>
                <numerusform>{count} añadido de nuevo</numerusform>
                <numerusform>{count} añadidos de nuevo</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>, {count} could not be read.</source>
            <translation>
                <numerusform>, {count} no se pudo leer.</numerusform>
                <numerusform>, {count} no se pudieron leer.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>, {count:,} were there already</source>
            <translation>
                <numerusform>, {count:,} ya estaba</numerusform>
                <numerusform>, {count:,} ya estaban</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>, {count:,} could not be used</source>
            <translation>
                <numerusform>, {count:,} no se pudo usar</numerusform>
                <numerusform>, {count:,} no se pudieron usar</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count:,} speakers</source>
            <translation>
                <numerusform>{count:,} hablante</numerusform>
                <numerusform>{count:,} hablantes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{added:,} added of {speakers}{known}{refused}.</source>
            <translation>
                <numerusform>Se añadió {added:,} de {speakers}{known}{refused}.</numerusform>
                <numerusform>Se añadieron {added:,} de {speakers}{known}{refused}.</numerusform>
            </translation>
        </message>
        <message>
            <source>Loading models</source>
            <translation>Cargando los modelos</translation>
        </message>
        <message>
            <source>Loading was cancelled.</source>
            <translation>Se canceló la carga.</translation>
        </message>
        <message>
            <source>The profile '{gone}' no longer exists; '{name}' is used instead.</source>
            <translation>El perfil «{gone}» ya no existe; en su lugar habla «{name}».</translation>
        </message>
        <message>
            <source>The models are not loaded. {sentence}</source>
            <translation>Los modelos no se cargaron. {sentence}</translation>
        </message>
        <message>
            <source>Add them</source>
            <translation>Añadirlos</translation>
        </message>
        <message>
            <source>Listening to {speaker}</source>
            <translation>Escuchando a {speaker}</translation>
        </message>
        <message>
            <source>recorded here</source>
            <translation>grabada aquí</translation>
        </message>
        <message>
            <source>Reading {speaker}</source>
            <translation>Leyendo {speaker}</translation>
        </message>
        <message>
            <source>Reading {voice}</source>
            <translation>Leyendo {voice}</translation>
        </message>
        <message>
            <source>rename {old}</source>
            <translation>cambiar el nombre de {old}</translation>
        </message>
        <message>
            <source>{old} is now called {name}.</source>
            <translation>{old} se llama ahora {name}.</translation>
        </message>
        <message>
            <source>delete {what}</source>
            <translation>eliminar {what}</translation>
        </message>
        <message>
            <source>Deleted {what}.</source>
            <translation>Se eliminó {what}.</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Deshacer</translation>
        </message>
        <message numerus="yes">
            <source>{count:,} sound files in the library's folder are not listed.</source>
            <translation>
                <numerusform>{count:,} archivo de sonido de la carpeta de la biblioteca no está en la lista.</numerusform>
                <numerusform>{count:,} archivos de sonido de la carpeta de la biblioteca no están en la lista.</numerusform>
            </translation>
        </message>
        <message>
            <source>Adapting to {name}</source>
            <translation>Adaptando a {name}</translation>
        </message>
        <message>
            <source>the whole file</source>
            <translation>el archivo entero</translation>
        </message>
        <message>
            <source>{error} It restarts with the next job.</source>
            <translation>{error} Se vuelve a iniciar con la próxima tarea.</translation>
        </message>
        <message>
            <source>Nothing more is known; the system may have run out of memory.</source>
            <translation>No se sabe más; puede que el sistema se haya quedado sin memoria.</translation>
        </message>
        <message>
            <source>Recording and playback are off: PortAudio is missing on this machine.</source>
            <translation>La grabación y la reproducción están desactivadas: falta PortAudio en este equipo.</translation>
        </message>
        <message>
            <source> Install it (Debian, Ubuntu: libportaudio2), then start again.</source>
            <translation> Instálela (Debian, Ubuntu: libportaudio2) y vuelva a abrir el programa.</translation>
        </message>
        <message>
            <source>The sound system is not ready yet; try again in a moment.</source>
            <translation>El sistema de sonido aún no está listo; inténtelo de nuevo en un momento.</translation>
        </message>
        <message>
            <source>The microphone was disconnected; what was recorded until then is kept.</source>
            <translation>El micrófono se desconectó; se conserva lo grabado hasta entonces.</translation>
        </message>
        <message>
            <source>The output was disconnected, so playback stopped; press Play to continue on another.</source>
            <translation>La salida se desconectó y la reproducción se detuvo; pulse Oír para seguir con otra.</translation>
        </message>
        <message>
            <source>recording (no microphone)</source>
            <translation>la grabación (no hay micrófono)</translation>
        </message>
        <message>
            <source>playback (no output)</source>
            <translation>la reproducción (no hay salida)</translation>
        </message>
        <message>
            <source>Off on this machine: {missing}. Everything else works.</source>
            <translation>Desactivado en este equipo: {missing}. Todo lo demás funciona.</translation>
        </message>
        <message>
            <source> and </source>
            <translation> y </translation>
        </message>
        <message>
            <source>The microphone cannot be opened; choose another input under Live, or plug one in.</source>
            <translation>No se puede abrir el micrófono; elija otra entrada en «En vivo» o conecte una.</translation>
        </message>
        <message>
            <source>The output cannot be opened; choose another under Live, or plug one in.</source>
            <translation>No se puede abrir la salida; elija otra en «En vivo» o conecte una.</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>Automático</translation>
        </message>
        <message>
            <source>Language of the text</source>
            <translation>Idioma del texto</translation>
        </message>
        <message>
            <source>The language that the text is read in</source>
            <translation>El idioma en que se lee el texto</translation>
        </message>
        <message>
            <source>The networks of this profile were not trained on {name}.</source>
            <translation>Las redes de este perfil no han aprendido este idioma: {name}.</translation>
        </message>
        <message>
            <source>as similar as two recordings of one person</source>
            <translation>tan parecidas como dos grabaciones de una misma persona</translation>
        </message>
        <message>
            <source>would pass for the same person</source>
            <translation>pasarían por la misma persona</translation>
        </message>
        <message>
            <source>similar, but below the {threshold} that separates people</source>
            <translation>parecidas, pero por debajo del {threshold} que separa a las personas</translation>
        </message>
        <message>
            <source>another voice</source>
            <translation>otra voz</translation>
        </message>
        <message>
            <source>Embedding of the reference</source>
            <translation>Vector de la referencia</translation>
        </message>
        <message>
            <source>Embedding of the result</source>
            <translation>Vector del resultado</translation>
        </message>
        <message>
            <source>Similarity of reference and result</source>
            <translation>Similitud de referencia y resultado</translation>
        </message>
        <message>
            <source>Reference</source>
            <translation>Referencia</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>Resultado</translation>
        </message>
        <message>
            <source>{name} and the clone of {voice}: </source>
            <translation>{name} y el clon de {voice}: </translation>
        </message>
        <message>
            <source>clone something to compare</source>
            <translation>clone algo para comparar</translation>
        </message>
        <message>
            <source>cannot be compared: the take is too short or unfinished</source>
            <translation>no se puede comparar: la toma es demasiado corta o está inacabada</translation>
        </message>
        <message>
            <source>Choose a voice and press Clone: the speech appears here while it is made.</source>
            <translation>Elija una voz y pulse Clonar: el habla aparece aquí mientras se hace.</translation>
        </message>
        <message>
            <source>Text to speak</source>
            <translation>Lo que se dirá</translation>
        </message>
        <message>
            <source>Text to say</source>
            <translation>Texto que se dirá</translation>
        </message>
        <message>
            <source>Clone</source>
            <translation>Clonar</translation>
        </message>
        <message>
            <source>Say the text (Ctrl+Enter)</source>
            <translation>Decir el texto (Ctrl+Intro)</translation>
        </message>
        <message>
            <source>Clone: say the text in the chosen voice</source>
            <translation>Clonar: decir el texto con la voz elegida</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Cancelar</translation>
        </message>
        <message>
            <source>Cancel (Esc)</source>
            <translation>Abandonar (Esc)</translation>
        </message>
        <message>
            <source>Cancel cloning</source>
            <translation>Cancelar la clonación</translation>
        </message>
        <message>
            <source>Speed</source>
            <translation>Ritmo</translation>
        </message>
        <message>
            <source>1 is the voice's own tempo</source>
            <translation>1 es el ritmo propio de la voz</translation>
        </message>
        <message>
            <source>Pitch shift in semitones</source>
            <translation>Cambio de tono en semitonos</translation>
        </message>
        <message>
            <source>Semitones up or down</source>
            <translation>Semitonos hacia arriba o hacia abajo</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Semilla</translation>
        </message>
        <message>
            <source>The same seed gives the same take; another one gives another reading</source>
            <translation>La misma semilla da la misma toma; otra da otra lectura</translation>
        </message>
        <message>
            <source>Another seed (Ctrl+G)</source>
            <translation>Otra semilla (Ctrl+G)</translation>
        </message>
        <message>
            <source>Another seed</source>
            <translation>Otra semilla</translation>
        </message>
        <message>
            <source>Voice that Clone will use</source>
            <translation>De quién es la voz que usará Clonar</translation>
        </message>
        <message>
            <source>Play the take (F6)</source>
            <translation>Reproducir la toma (F6)</translation>
        </message>
        <message>
            <source>Play the take</source>
            <translation>Reproducir la toma</translation>
        </message>
        <message>
            <source>Compare reference and take</source>
            <translation>Comparar referencia y toma</translation>
        </message>
        <message>
            <source>Hear reference and take in turn (Ctrl+B)</source>
            <translation>Oír por turno la referencia y la toma (Ctrl+B)</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Exportar</translation>
        </message>
        <message>
            <source>Save the sound (Ctrl+E)</source>
            <translation>Guardar el sonido (Ctrl+E)</translation>
        </message>
        <message>
            <source>Export the sound</source>
            <translation>Exportar el sonido</translation>
        </message>
        <message>
            <source>Save the picture (Ctrl+Shift+E)</source>
            <translation>Guardar la imagen (Ctrl+Mayús+E)</translation>
        </message>
        <message>
            <source>Export the picture</source>
            <translation>Exportar la imagen</translation>
        </message>
        <message>
            <source>Mel spectrogram of the result</source>
            <translation>Espectrograma mel del resultado</translation>
        </message>
        <message>
            <source>as {name}</source>
            <translation>como {name}</translation>
        </message>
        <message>
            <source>no voice</source>
            <translation>ninguna voz</translation>
        </message>
        <message>
            <source>Say the text in {name}'s voice (Ctrl+Enter)</source>
            <translation>Decir el texto con la voz de {name} (Ctrl+Intro)</translation>
        </message>
        <message>
            <source>Select a voice first</source>
            <translation>Seleccione primero una voz</translation>
        </message>
        <message>
            <source>Preparing {voice} …</source>
            <translation>Preparando {voice} …</translation>
        </message>
        <message>
            <source>{seconds:.1f} s so far</source>
            <translation>{seconds:.1f} s hasta ahora</translation>
        </message>
        <message>
            <source>unfinished</source>
            <translation>inacabada</translation>
        </message>
        <message>
            <source>Profile</source>
            <translation>Perfil</translation>
        </message>
        <message>
            <source>The networks used to speak</source>
            <translation>Qué redes hablan</translation>
        </message>
        <message>
            <source>{description}; not installed yet: {remedy}</source>
            <translation>{description}; aún no está aquí: {remedy}</translation>
        </message>
        <message>
            <source>It is mine</source>
            <translation>Es la mía</translation>
        </message>
        <message>
            <source>It is my own voice</source>
            <translation>Es mi propia voz</translation>
        </message>
        <message>
            <source>Its owner has agreed</source>
            <translation>La persona está de acuerdo</translation>
        </message>
        <message>
            <source>The voice's owner has agreed to its use</source>
            <translation>La persona de esta voz está de acuerdo con su uso</translation>
        </message>
        <message>
            <source>Not now</source>
            <translation>Ahora no</translation>
        </message>
        <message>
            <source>Do not clone</source>
            <translation>No clonar</translation>
        </message>
        <message>
            <source>Voice</source>
            <translation>Voz</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Texto</translation>
        </message>
        <message>
            <source>Length</source>
            <translation>Duración</translation>
        </message>
        <message>
            <source>Likeness</source>
            <translation>Parecido</translation>
        </message>
        <message>
            <source>Made in</source>
            <translation>Hecha en</translation>
        </message>
        <message>
            <source>Takes</source>
            <translation>Tomas</translation>
        </message>
        <message>
            <source>too short</source>
            <translation>muy corta</translation>
        </message>
        <message>
            <source>{sentence}

speed {speed:g}, pitch {pitch_shift:+g} semitones, profile {profile}</source>
            <translation>{sentence}

ritmo {speed:g}, tono {pitch_shift:+g} semitonos, perfil {profile}</translation>
        </message>
        <message>
            <source>Attention</source>
            <translation>Atención</translation>
        </message>
        <message>
            <source>The letter being read at each moment: clear speech gives a rising line</source>
            <translation>Qué letra se lee mientras se hace cada instante: el habla clara es una línea ascendente</translation>
        </message>
        <message>
            <source>Add sound files or voices</source>
            <translation>Añadir archivos de sonido o voces</translation>
        </message>
        <message>
            <source>Sound files and voices ({patterns})</source>
            <translation>Archivos de sonido y voces ({patterns})</translation>
        </message>
        <message>
            <source>Add a folder of sound files</source>
            <translation>Añadir una carpeta de archivos de sonido</translation>
        </message>
        <message>
            <source>Export sound</source>
            <translation>Exportar sonido</translation>
        </message>
        <message>
            <source>Sound ({names})</source>
            <translation>Sonido ({names})</translation>
        </message>
        <message>
            <source>Export picture</source>
            <translation>Exportar imagen</translation>
        </message>
        <message>
            <source>Save voice</source>
            <translation>Guardar la voz</translation>
        </message>
        <message>
            <source>Voice (*{suffix})</source>
            <translation>Voz (*{suffix})</translation>
        </message>
        <message>
            <source>Folder for the group's voices</source>
            <translation>Carpeta para las voces del grupo</translation>
        </message>
        <message numerus="yes">
            <source>Saved {count} voices and a table in {folder}.</source>
            <translation>
                <numerusform>Se guardó {count} voz y una tabla en {folder}.</numerusform>
                <numerusform>Se guardaron {count} voces y una tabla en {folder}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source> and {count} more</source>
            <translation>
                <numerusform> y {count} más</numerusform>
                <numerusform> y {count} más</numerusform>
            </translation>
        </message>
        <message>
            <source>Replace files?</source>
            <translation>¿Reemplazar los archivos?</translation>
        </message>
        <message>
            <source>{folder} already holds {names}{more}. Nothing has been written yet.</source>
            <translation>{folder} ya contiene {names}{more}. Todavía no se ha escrito nada.</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>Reemplazar</translation>
        </message>
        <message>
            <source>Input level</source>
            <translation>Nivel de entrada</translation>
        </message>
        <message>
            <source>Words and phonemes</source>
            <translation>Palabras y fonemas</translation>
        </message>
        <message>
            <source>Zoom in with the wheel to read the phonemes</source>
            <translation>Amplíe con la rueda para leer los fonemas</translation>
        </message>
        <message>
            <source>{name}: a number from {low} to {high}</source>
            <translation>{name}: un número de {low} a {high}</translation>
        </message>
        <message>
            <source>Voice toolbox</source>
            <translation>Voice toolbox</translation>
        </message>
        <message>
            <source>The library cannot be written ({strerror}: {filename}). What you make now is kept in {folder} only; choose another place with --library.</source>
            <translation>No se puede escribir en la biblioteca ({strerror}: {filename}). Lo que haga ahora se guarda solo en {folder}; elija otro lugar con --library.</translation>
        </message>
        <message>
            <source>Crash logs cannot be kept in {folder}; this time they are written to {parent}.</source>
            <translation>Los registros de fallos no se pueden guardar en {folder}; esta vez se escriben en {parent}.</translation>
        </message>
        <message>
            <source>The last run crashed; the details are in {kept}.</source>
            <translation>La última vez el programa falló; lo que se sabe está en {kept}.</translation>
        </message>
        <message>
            <source>An internal error occurred ({kind}); the details are in {path}.</source>
            <translation>Algo falló dentro del programa ({kind}); queda anotado en {path}.</translation>
        </message>
        <message>
            <source>A take is still being made.</source>
            <translation>Todavía se está haciendo una toma.</translation>
        </message>
        <message>
            <source>Wait until it is finished, or keep what there is as an unfinished take?</source>
            <translation>¿Esperar a que termine o conservar lo hecho como una toma inacabada?</translation>
        </message>
        <message>
            <source>Wait, then close</source>
            <translation>Esperar y cerrar</translation>
        </message>
        <message>
            <source>Keep what there is</source>
            <translation>Conservar lo hecho</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>Modelos</translation>
        </message>
        <message>
            <source>Live</source>
            <translation>En vivo</translation>
        </message>
        <message>
            <source>Map</source>
            <translation>Mapa</translation>
        </message>
        <message>
            <source>
&lt;h3&gt;Clone a voice&lt;/h3&gt;
&lt;ol&gt;
&lt;li&gt;&lt;b&gt;Record&lt;/b&gt; (Ctrl+R) and read a few sentences aloud, or &lt;b&gt;add a sound file&lt;/b&gt; (Ctrl+O, or drop it on the
window). Five seconds of speech are enough for a good likeness. Press Stop when the panel says so.&lt;/li&gt;
&lt;li&gt;The recording appears under Voices and is selected. Drag on its waveform to use only a part of it.&lt;/li&gt;
&lt;li&gt;Type a sentence and press &lt;b&gt;Clone&lt;/b&gt; (Ctrl+Enter). The first time a voice is used you are asked whose it is.&lt;/li&gt;
&lt;li&gt;Compare reference and clone (&lt;b&gt;A/B&lt;/b&gt;, Ctrl+B), change speed, pitch or seed, and clone again: every take is kept
below.&lt;/li&gt;
&lt;li&gt;&lt;b&gt;Export&lt;/b&gt; (Ctrl+E) saves the take. Exported files say that they are synthetic speech.&lt;/li&gt;
&lt;/ol&gt;
&lt;h3&gt;Look around&lt;/h3&gt;
&lt;p&gt;On the map, voices that sound alike lie close together. Click one to select it, draw a lasso around several to blend
or export them, or click an empty spot for the voice that would lie there.&lt;/p&gt;
&lt;p&gt;Nothing leaves this computer: recordings, voices and takes are kept in {folder}.&lt;/p&gt;
</source>
            <translation>
&lt;h3&gt;Clonar una voz&lt;/h3&gt;
&lt;ol&gt;
&lt;li&gt;&lt;b&gt;Grabe&lt;/b&gt; (Ctrl+R) y lea en voz alta unas frases, o &lt;b&gt;añada un archivo de sonido&lt;/b&gt; (Ctrl+O, o suéltelo en la
ventana). Cinco segundos de habla bastan para un buen parecido. Pulse Detener cuando el panel lo indique.&lt;/li&gt;
&lt;li&gt;La grabación aparece en Voces y queda seleccionada. Arrastre sobre su forma de onda para usar solo una parte.&lt;/li&gt;
&lt;li&gt;Escriba una frase y pulse &lt;b&gt;Clonar&lt;/b&gt; (Ctrl+Intro). La primera vez que se usa una voz se pregunta de quién es.&lt;/li&gt;
&lt;li&gt;Compare la referencia y el clon (&lt;b&gt;A/B&lt;/b&gt;, Ctrl+B), cambie el ritmo, el tono o la semilla y clone otra vez: todas
las tomas se conservan abajo.&lt;/li&gt;
&lt;li&gt;&lt;b&gt;Exportar&lt;/b&gt; (Ctrl+E) guarda la toma. Los archivos exportados dicen que son habla sintética.&lt;/li&gt;
&lt;/ol&gt;
&lt;h3&gt;Explorar&lt;/h3&gt;
&lt;p&gt;En el mapa, las voces que suenan parecido están cerca. Haga clic en una para seleccionarla, dibuje un lazo alrededor de
varias para mezclarlas o exportarlas, o haga clic en un punto vacío para obtener la voz que estaría allí.&lt;/p&gt;
&lt;p&gt;Nada sale de este equipo: las grabaciones, las voces y las tomas se guardan en {folder}.&lt;/p&gt;
</translation>
        </message>
        <message>
            <source>
&lt;h3&gt;Voice toolbox {version}&lt;/h3&gt;
&lt;p&gt;Clones a voice from a few seconds of speech (SV2TTS: a speaker encoder, a synthesizer and a vocoder).&lt;/p&gt;
&lt;h4&gt;Licences&lt;/h4&gt;
&lt;ul&gt;
&lt;li&gt;The program: GPL-3.0-or-later.&lt;/li&gt;
&lt;li&gt;The models that come with it: CC BY 4.0. The GE2E speaker encoder is Resemblyzer's (Resemble AI), Apache-2.0.&lt;/li&gt;
{voices}
&lt;/ul&gt;
&lt;h4&gt;Libraries&lt;/h4&gt;
&lt;ul&gt;{libraries}&lt;/ul&gt;
</source>
            <translation>
&lt;h3&gt;Voice toolbox {version}&lt;/h3&gt;
&lt;p&gt;Clona una voz a partir de unos segundos de habla (SV2TTS: un codificador de hablantes, un sintetizador y un vocoder).&lt;/p&gt;
&lt;h4&gt;Licencias&lt;/h4&gt;
&lt;ul&gt;
&lt;li&gt;El programa: GPL-3.0-or-later.&lt;/li&gt;
&lt;li&gt;Los modelos incluidos: CC BY 4.0. El codificador de hablantes GE2E es el de Resemblyzer (Resemble AI), Apache-2.0.&lt;/li&gt;
{voices}
&lt;/ul&gt;
&lt;h4&gt;Bibliotecas&lt;/h4&gt;
&lt;ul&gt;{libraries}&lt;/ul&gt;
</translation>
        </message>
        <message>
            <source>First steps</source>
            <translation>Primeros pasos</translation>
        </message>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>Atajos de teclado</translation>
        </message>
        <message>
            <source>&lt;li&gt;The voice {name}: {source}, {licence}.&lt;/li&gt;</source>
            <translation>&lt;li&gt;La voz {name}: {source}, {licence}.&lt;/li&gt;</translation>
        </message>
        <message>
            <source>About</source>
            <translation>Acerca de</translation>
        </message>
        <message>
            <source>{count} more waiting</source>
            <translation>{count} más en espera</translation>
        </message>
        <message>
            <source>Progress: {title}</source>
            <translation>Progreso: {title}</translation>
        </message>
        <message>
            <source>Cancel: {title}</source>
            <translation>Cancelar: {title}</translation>
        </message>
        <message>
            <source>File</source>
            <translation>Archivo</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>Editar</translation>
        </message>
        <message>
            <source>Speech</source>
            <translation>Habla</translation>
        </message>
        <message>
            <source>View</source>
            <translation>Ver</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>Ayuda</translation>
        </message>
        <message>
            <source>{scheme} colours</source>
            <translation>Colores: {scheme}</translation>
        </message>
        <message>
            <source>Original layout</source>
            <translation>Disposición original</translation>
        </message>
        <message>
            <source>Add files…</source>
            <translation>Añadir archivos…</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>Añadir carpeta…</translation>
        </message>
        <message>
            <source>Export sound…</source>
            <translation>Exportar sonido…</translation>
        </message>
        <message>
            <source>Export picture…</source>
            <translation>Exportar imagen…</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>Salir</translation>
        </message>
        <message>
            <source>Cut</source>
            <translation>Cortar</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Copiar</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>Pegar</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Eliminar</translation>
        </message>
        <message>
            <source>Star voice</source>
            <translation>Marcar la voz con una estrella</translation>
        </message>
        <message>
            <source>Preferences…</source>
            <translation>Preferencias…</translation>
        </message>
        <message>
            <source>Record or stop</source>
            <translation>Grabar o detener</translation>
        </message>
        <message>
            <source>Play reference</source>
            <translation>Reproducir la referencia</translation>
        </message>
        <message>
            <source>Look for sound devices</source>
            <translation>Buscar dispositivos de sonido</translation>
        </message>
        <message>
            <source>Show all of the recording</source>
            <translation>Mostrar toda la grabación</translation>
        </message>
        <message>
            <source>Save voice…</source>
            <translation>Guardar la voz…</translation>
        </message>
        <message>
            <source>Go to the map</source>
            <translation>Ir al mapa</translation>
        </message>
        <message>
            <source>Play or pause</source>
            <translation>Reproducir o pausar</translation>
        </message>
        <message>
            <source>Play take</source>
            <translation>Reproducir la toma</translation>
        </message>
        <message>
            <source>A/B reference and take</source>
            <translation>A/B: referencia y toma</translation>
        </message>
        <message>
            <source>Stop playing</source>
            <translation>Detener la reproducción</translation>
        </message>
        <message>
            <source>Edit the text</source>
            <translation>Editar el texto</translation>
        </message>
        <message>
            <source>About and licences</source>
            <translation>Acerca de y licencias</translation>
        </message>
        <message>
            <source>Folder of crash logs</source>
            <translation>Carpeta de registros de fallos</translation>
        </message>
        <message>
            <source>Load models again</source>
            <translation>Volver a cargar los modelos</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>Dispositivo</translation>
        </message>
        <message>
            <source>Where the networks run</source>
            <translation>Dónde se ejecutan las redes</translation>
        </message>
        <message>
            <source>Load again</source>
            <translation>Volver a cargar</translation>
        </message>
        <message>
            <source>Load the models again</source>
            <translation>Volver a cargar los modelos</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Estado</translation>
        </message>
        <message>
            <source>Loaded</source>
            <translation>Cargado</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>Memoria</translation>
        </message>
        <message>
            <source>loading {what} …</source>
            <translation>cargando {what} …</translation>
        </message>
        <message>
            <source>loading …</source>
            <translation>cargando …</translation>
        </message>
        <message>
            <source>ready on {device}{threads}</source>
            <translation>listo en {device}{threads}</translation>
        </message>
        <message>
            <source>not known</source>
            <translation>no se sabe</translation>
        </message>
        <message>
            <source>{name}, {step:,} steps</source>
            <translation>{name}, {step:,} pasos</translation>
        </message>
        <message>
            <source>not loaded</source>
            <translation>sin cargar</translation>
        </message>
        <message>
            <source>Message</source>
            <translation>Mensaje</translation>
        </message>
        <message>
            <source>What the message offers</source>
            <translation>Lo que ofrece el mensaje</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>Detalles</translation>
        </message>
        <message>
            <source>Details of the message</source>
            <translation>Detalles del mensaje</translation>
        </message>
        <message>
            <source>Close the message</source>
            <translation>Cerrar el mensaje</translation>
        </message>
        <message>
            <source>{sentence} ({count} more)</source>
            <translation>{sentence} ({count} más)</translation>
        </message>
        <message>
            <source>Preferences</source>
            <translation>Preferencias</translation>
        </message>
        <message>
            <source>Colours</source>
            <translation>Colores</translation>
        </message>
        <message>
            <source>Run on</source>
            <translation>Ejecutar en</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Mostrar</translation>
        </message>
        <message>
            <source>Show the library's folder</source>
            <translation>Mostrar la carpeta de la biblioteca</translation>
        </message>
        <message>
            <source>Library</source>
            <translation>Biblioteca</translation>
        </message>
        <message>
            <source>System</source>
            <translation>Del sistema</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Claros</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Oscuros</translation>
        </message>
        <message>
            <source>Crash logs are kept in {folder}.</source>
            <translation>Los registros de fallos se guardan en {folder}.</translation>
        </message>
        <message>
            <source>Settings that could not be read were reset: {names}.</source>
            <translation>Se restablecieron los ajustes que no se pudieron leer: {names}.</translation>
        </message>
        <message>
            <source>Reading {name} …</source>
            <translation>Leyendo {name} …</translation>
        </message>
        <message>
            <source>This voice has no recording here: type a text and press Clone to hear it.</source>
            <translation>Esta voz no tiene ninguna grabación aquí: escriba un texto y pulse Clonar para oírla.</translation>
        </message>
        <message>
            <source>This could not be spoken.</source>
            <translation>Esto no se pudo decir.</translation>
        </message>
        <message>
            <source>Equal-error rate {rate:.1f} %, from {count:,} pairs of one speaker and {others:,} of different speakers, at a similarity of {threshold:.2f}: the threshold of the voices on this map. Elsewhere the program uses {usual}, the threshold measured on LibriSpeech speakers unknown to the encoder.</source>
            <translation>Tasa de igual error: {rate:.1f} %, con {count:,} pares de un mismo hablante y {others:,} de hablantes distintos. Se alcanza con una similitud de {threshold:.2f}: el umbral de las voces de este mapa. En lo demás el programa toma {usual}, el umbral medido con hablantes de LibriSpeech que el codificador no conocía.</translation>
        </message>
        <message>
            <source>{names} and {other}: {similarity:.2f}</source>
            <translation>{names} y {other}: {similarity:.2f}</translation>
        </message>
        <message>
            <source>{name}: {number} of 256 numbers above 0.01, the greatest {greatest:.2f}</source>
            <translation>{name}: {number} de 256 números por encima de 0,01; el mayor, {greatest:.2f}</translation>
        </message>
        <message>
            <source>first sound after {time}</source>
            <translation>primer sonido tras {time}</translation>
        </message>
        <message>
            <source>Select a voice on the left, record one, or drop a sound file on the window.</source>
            <translation>Seleccione una voz a la izquierda, grabe una o suelte un archivo de sonido en la ventana.</translation>
        </message>
        <message>
            <source>Converting to {name}</source>
            <translation>Convirtiendo a {name}</translation>
        </message>
        <message>
            <source>rename a take</source>
            <translation>cambiar el nombre de una toma</translation>
        </message>
        <message>
            <source>star a take</source>
            <translation>destacar una toma</translation>
        </message>
        <message>
            <source>These takes have different sample rates and cannot be compared.</source>
            <translation>Estas tomas tienen frecuencias de muestreo distintas y no se pueden comparar.</translation>
        </message>
        <message>
            <source>The voice is still being learnt; try again in a moment.</source>
            <translation>La voz aún se está aprendiendo; inténtelo de nuevo en un momento.</translation>
        </message>
        <message>
            <source>Ending live conversion</source>
            <translation>Terminando el directo</translation>
        </message>
        <message>
            <source>Going live as {name}</source>
            <translation>Entrando en directo como {name}</translation>
        </message>
        <message>
            <source>Going live as {name} …</source>
            <translation>Entrando en directo como {name} …</translation>
        </message>
        <message>
            <source>project {name}</source>
            <translation>proyecto {name}</translation>
        </message>
        <message>
            <source>rename the project</source>
            <translation>cambiar el nombre del proyecto</translation>
        </message>
        <message>
            <source>change the cast</source>
            <translation>cambiar el reparto</translation>
        </message>
        <message>
            <source>Saying the word</source>
            <translation>Diciendo la palabra</translation>
        </message>
        <message>
            <source>Saying the sound</source>
            <translation>Diciendo el sonido</translation>
        </message>
        <message>
            <source>say again</source>
            <translation>decir de nuevo</translation>
        </message>
        <message>
            <source>delete a sentence</source>
            <translation>eliminar una frase</translation>
        </message>
        <message>
            <source>choose a take</source>
            <translation>elegir una toma</translation>
        </message>
        <message>
            <source>change a pause</source>
            <translation>cambiar una pausa</translation>
        </message>
        <message>
            <source>The voice '{voice}' is no longer in the library; select another and say the sentence again.</source>
            <translation>La voz «{voice}» ya no está en la biblioteca; seleccione otra y vuelva a decir la frase.</translation>
        </message>
        <message>
            <source>Saying the sentence</source>
            <translation>Diciendo la frase</translation>
        </message>
        <message>
            <source>change a pronunciation</source>
            <translation>cambiar una pronunciación</translation>
        </message>
        <message>
            <source>Saying a sentence</source>
            <translation>Diciendo una frase</translation>
        </message>
        <message>
            <source>change a sentence</source>
            <translation>cambiar una frase</translation>
        </message>
        <message>
            <source>Listening to what was said</source>
            <translation>Escuchando lo que se dijo</translation>
        </message>
        <message>
            <source>Go live</source>
            <translation>En vivo</translation>
        </message>
        <message>
            <source>Live state</source>
            <translation>Estado del directo</translation>
        </message>
        <message>
            <source>Output of the live voice</source>
            <translation>Salida de la voz en vivo</translation>
        </message>
        <message>
            <source>Loudspeaker or virtual cable</source>
            <translation>Altavoz o cable virtual</translation>
        </message>
        <message>
            <source>Push to talk</source>
            <translation>Pulsar para hablar</translation>
        </message>
        <message>
            <source>Hold to talk</source>
            <translation>Mantener para hablar</translation>
        </message>
        <message>
            <source>The microphone is on only while this is held</source>
            <translation>Solo mientras se mantiene pulsado entra sonido</translation>
        </message>
        <message>
            <source>Pitch of the live voice</source>
            <translation>Tono de la voz en vivo</translation>
        </message>
        <message>
            <source>Share of the new voice</source>
            <translation>Proporción de la voz nueva</translation>
        </message>
        <message>
            <source>Left: your own voice. Right: the selected voice alone</source>
            <translation>Izquierda: su propia voz. Derecha: solo la voz seleccionada</translation>
        </message>
        <message>
            <source>Output level</source>
            <translation>Nivel de salida</translation>
        </message>
        <message>
            <source>In</source>
            <translation>Entrada</translation>
        </message>
        <message>
            <source>Out</source>
            <translation>Salida</translation>
        </message>
        <message>
            <source>Own / new</source>
            <translation>Propia / nueva</translation>
        </message>
        <message>
            <source>End</source>
            <translation>Terminar</translation>
        </message>
        <message>
            <source>{latency:.0f} ms late</source>
            <translation>{latency:.0f} ms de retraso</translation>
        </message>
        <message>
            <source>nothing lost</source>
            <translation>nada perdido</translation>
        </message>
        <message numerus="yes">
            <source>{count} blocks lost</source>
            <translation>
                <numerusform>{count} bloque perdido</numerusform>
                <numerusform>{count} bloques perdidos</numerusform>
            </translation>
        </message>
        <message>
            <source>Record the sentence to convert</source>
            <translation>Hablar: grabar lo que se ha de decir</translation>
        </message>
        <message>
            <source>Record the source</source>
            <translation>Grabar la fuente</translation>
        </message>
        <message>
            <source>Choose a recording to convert</source>
            <translation>Elegir una grabación de lo que se ha de decir</translation>
        </message>
        <message>
            <source>Choose a file as the source</source>
            <translation>Elegir un archivo como fuente</translation>
        </message>
        <message>
            <source>Source of the conversion</source>
            <translation>Fuente de la conversión</translation>
        </message>
        <message>
            <source>Play the source</source>
            <translation>Reproducir la fuente</translation>
        </message>
        <message>
            <source>Remove the source</source>
            <translation>Quitar la fuente</translation>
        </message>
        <message>
            <source>These words</source>
            <translation>Estas palabras</translation>
        </message>
        <message>
            <source>The text is the transcript of the source</source>
            <translation>El texto es lo que se dice en la fuente</translation>
        </message>
        <message>
            <source>The text above is the transcript of the source: its words are then exact, and the performance is kept</source>
            <translation>El texto de arriba es lo que se dice en la fuente: así las palabras son exactas y la interpretación se conserva</translation>
        </message>
        <message>
            <source>Convert</source>
            <translation>Convertir</translation>
        </message>
        <message>
            <source>Convert the source to the selected voice (Ctrl+Shift+Enter)</source>
            <translation>Decir la fuente con la voz seleccionada (Ctrl+Mayús+Intro)</translation>
        </message>
        <message>
            <source>Convert the source to the selected voice</source>
            <translation>Convertir: decir la fuente con la voz seleccionada</translation>
        </message>
        <message>
            <source>Stop recording</source>
            <translation>Dejar de grabar</translation>
        </message>
        <message>
            <source>Search takes</source>
            <translation>Buscar tomas</translation>
        </message>
        <message>
            <source>Sentences</source>
            <translation>Frases</translation>
        </message>
        <message>
            <source>Double-click, Space or Enter plays a take; drag takes into a file manager to copy their sound files there</source>
            <translation>Doble clic, Espacio o Intro reproduce una toma; arrastre tomas a un gestor de archivos para copiar allí sus archivos de sonido</translation>
        </message>
        <message>
            <source>Use these settings again</source>
            <translation>Usar de nuevo estos ajustes</translation>
        </message>
        <message>
            <source>Compare the two (A/B)</source>
            <translation>Comparar las dos (A/B)</translation>
        </message>
        <message>
            <source>Unstar</source>
            <translation>Quitar el destacado</translation>
        </message>
        <message>
            <source>Star</source>
            <translation>Destacar</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>Exportar…</translation>
        </message>
        <message>
            <source>Format:</source>
            <translation>Formato:</translation>
        </message>
        <message numerus="yes">
            <source>Export {count} takes</source>
            <translation>
                <numerusform>Exportar {count} toma</numerusform>
                <numerusform>Exportar {count} tomas</numerusform>
            </translation>
        </message>
        <message>
            <source>Folder for the takes</source>
            <translation>Carpeta para las tomas</translation>
        </message>
        <message>
            <source>Checking {name}</source>
            <translation>Comprobando {name}</translation>
        </message>
        <message>
            <source>Check a file</source>
            <translation>Comprobar un archivo</translation>
        </message>
        <message>
            <source>Choose files…</source>
            <translation>Elegir archivos…</translation>
        </message>
        <message>
            <source>Choose files to check</source>
            <translation>Elegir los archivos que se comprobarán</translation>
        </message>
        <message>
            <source>Cancel the checks</source>
            <translation>Cancelar las comprobaciones</translation>
        </message>
        <message>
            <source>Checked files</source>
            <translation>Archivos comprobados</translation>
        </message>
        <message>
            <source>What was found</source>
            <translation>Lo que se encontró</translation>
        </message>
        <message>
            <source>Waiting …</source>
            <translation>Esperando …</translation>
        </message>
        <message>
            <source>Listening … {share:.0%}</source>
            <translation>Escuchando … {share:.0%}</translation>
        </message>
        <message>
            <source>Not readable</source>
            <translation>No se puede leer</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>Cancelado</translation>
        </message>
        <message>
            <source>The check was cancelled.</source>
            <translation>La comprobación se canceló.</translation>
        </message>
        <message>
            <source>Files to check</source>
            <translation>Archivos que se comprobarán</translation>
        </message>
        <message>
            <source>Synthetic: marked by {by}</source>
            <translation>Sintético: marcado por {by}</translation>
        </message>
        <message>
            <source>No mark found</source>
            <translation>No se encontró ninguna marca</translation>
        </message>
        <message>
            <source>Speak live</source>
            <translation>Hablar en vivo</translation>
        </message>
        <message>
            <source>What was made</source>
            <translation>Lo que se hizo</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Rehacer</translation>
        </message>
        <message>
            <source>Check a file…</source>
            <translation>Comprobar un archivo…</translation>
        </message>
        <message>
            <source>What was made…</source>
            <translation>Lo que se hizo…</translation>
        </message>
        <message>
            <source>New project…</source>
            <translation>Proyecto nuevo…</translation>
        </message>
        <message>
            <source>Open project…</source>
            <translation>Abrir proyecto…</translation>
        </message>
        <message>
            <source>Save project as one file…</source>
            <translation>Guardar el proyecto como un solo archivo…</translation>
        </message>
        <message>
            <source>Open script…</source>
            <translation>Abrir guion…</translation>
        </message>
        <message>
            <source>Export all sentences…</source>
            <translation>Exportar todas las frases…</translation>
        </message>
        <message>
            <source>Convert the source</source>
            <translation>Convertir la fuente</translation>
        </message>
        <message>
            <source>Record the source or stop</source>
            <translation>Grabar la fuente o parar</translation>
        </message>
        <message>
            <source>Start or stop live conversion</source>
            <translation>Empezar o terminar el directo</translation>
        </message>
        <message>
            <source>Edit the take</source>
            <translation>Trabajar la toma</translation>
        </message>
        <message>
            <source>How it is read…</source>
            <translation>Cómo se lee…</translation>
        </message>
        <message>
            <source>Cast…</source>
            <translation>Reparto…</translation>
        </message>
        <message>
            <source>Dictionary…</source>
            <translation>Diccionario…</translation>
        </message>
        <message>
            <source>The library's folder</source>
            <translation>La carpeta de la biblioteca</translation>
        </message>
        <message>
            <source>Spoken just now</source>
            <translation>Dicho ahora mismo</translation>
        </message>
        <message>
            <source>Sound ({names});;All files (*)</source>
            <translation>Sonido ({names});;Todos los archivos (*)</translation>
        </message>
        <message>
            <source>Editor of the sentence</source>
            <translation>Editor de la frase</translation>
        </message>
        <message>
            <source>draw the pitch</source>
            <translation>dibujar el tono</translation>
        </message>
        <message>
            <source>change the length of a word</source>
            <translation>cambiar la duración de una palabra</translation>
        </message>
        <message>
            <source>reset</source>
            <translation>restablecer</translation>
        </message>
        <message>
            <source>emphasise a word</source>
            <translation>enfatizar una palabra</translation>
        </message>
        <message>
            <source>Draw</source>
            <translation>Dibujar</translation>
        </message>
        <message>
            <source>Draw the pitch with the mouse (D)</source>
            <translation>Dibujar el tono con el ratón (D)</translation>
        </message>
        <message>
            <source>Draw the pitch</source>
            <translation>Dibujar el tono</translation>
        </message>
        <message>
            <source>Loop (L)</source>
            <translation>Reproducir en bucle (L)</translation>
        </message>
        <message>
            <source>Loop the selection</source>
            <translation>Reproducir la selección en bucle</translation>
        </message>
        <message>
            <source>Emphasise the word: longer, higher, louder (E)</source>
            <translation>Enfatizar la palabra: más larga, más aguda, más fuerte (E)</translation>
        </message>
        <message>
            <source>Emphasise the word</source>
            <translation>Enfatizar la palabra</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>Restablecer</translation>
        </message>
        <message>
            <source>Undo all edits of the word, or of the sentence</source>
            <translation>Deshacer todos los cambios de la palabra o de la frase</translation>
        </message>
        <message>
            <source>Play the word or the sentence (Space)</source>
            <translation>Reproducir la palabra o la frase (Espacio)</translation>
        </message>
        <message>
            <source>Play the word or the sentence</source>
            <translation>Reproducir la palabra o la frase</translation>
        </message>
        <message>
            <source>Say it again with another seed</source>
            <translation>Decirla de nuevo con otra semilla</translation>
        </message>
        <message>
            <source>Say the sentence again with another seed</source>
            <translation>Decir la frase de nuevo con otra semilla</translation>
        </message>
        <message>
            <source>Back to the take (Esc)</source>
            <translation>Volver a la toma (Esc)</translation>
        </message>
        <message>
            <source>Back to the take</source>
            <translation>Volver a la toma</translation>
        </message>
        <message>
            <source>The word</source>
            <translation>La palabra</translation>
        </message>
        <message>
            <source>The sentence</source>
            <translation>La frase</translation>
        </message>
        <message>
            <source>How to say '{word}'</source>
            <translation>Cómo decir «{word}»</translation>
        </message>
        <message>
            <source>Phonemes in IPA</source>
            <translation>Fonemas en AFI</translation>
        </message>
        <message>
            <source>or respell it: noo-YEN</source>
            <translation>o escríbala como suena: noo-YEN</translation>
        </message>
        <message>
            <source>Respelling</source>
            <translation>Escrita como suena</translation>
        </message>
        <message>
            <source>Problem</source>
            <translation>Qué está mal</translation>
        </message>
        <message>
            <source>Listen</source>
            <translation>Escuchar</translation>
        </message>
        <message>
            <source>Listen to it</source>
            <translation>Escucharla</translation>
        </message>
        <message>
            <source>Here</source>
            <translation>Aquí</translation>
        </message>
        <message>
            <source>Use this pronunciation here</source>
            <translation>Decirla así en este lugar</translation>
        </message>
        <message>
            <source>Always</source>
            <translation>Siempre</translation>
        </message>
        <message>
            <source>Keep it in the dictionary</source>
            <translation>Guardarla en el diccionario</translation>
        </message>
        <message>
            <source>Always use this pronunciation</source>
            <translation>Decirla siempre así</translation>
        </message>
        <message>
            <source>as in {example}</source>
            <translation>como en {example}</translation>
        </message>
        <message>
            <source>How the text is read</source>
            <translation>Cómo se lee el texto</translation>
        </message>
        <message>
            <source>Words on an orange background are guesses. Double-click phonemes to change them, in IPA or respelled (noo-YEN).</source>
            <translation>Las palabras sobre fondo naranja son conjeturas. Haga doble clic en los fonemas para cambiarlos, en AFI o escritos como suenan (noo-YEN).</translation>
        </message>
        <message>
            <source>The text, word by word</source>
            <translation>El texto, palabra por palabra</translation>
        </message>
        <message>
            <source>left out</source>
            <translation>se omite</translation>
        </message>
        <message>
            <source>Double-click (or press F2) to change a sentence; only that sentence is spoken again</source>
            <translation>Con doble clic (o F2) se cambia una frase, y solo ella se vuelve a decir</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>Proyecto</translation>
        </message>
        <message>
            <source>Projects: new, open, save as one file</source>
            <translation>Proyectos: nuevo, abrir, guardar como un solo archivo</translation>
        </message>
        <message>
            <source>Projects</source>
            <translation>Proyectos</translation>
        </message>
        <message>
            <source>Who speaks in which voice</source>
            <translation>Quién habla con qué voz</translation>
        </message>
        <message>
            <source>The cast</source>
            <translation>El reparto</translation>
        </message>
        <message>
            <source>Repeat the sentences with lost words</source>
            <translation>Decir de nuevo las frases con palabras perdidas</translation>
        </message>
        <message>
            <source>Sentences in which the program did not recognise a word (underlined)</source>
            <translation>Frases en las que el propio programa no oyó una palabra (subrayada)</translation>
        </message>
        <message>
            <source>Say the selected sentences again, with another seed</source>
            <translation>Decir de nuevo las frases seleccionadas, con otra semilla</translation>
        </message>
        <message>
            <source>Say the selected sentences again</source>
            <translation>Decir de nuevo las frases seleccionadas</translation>
        </message>
        <message>
            <source>Play everything from the selected sentence</source>
            <translation>Reproducir todo desde la frase seleccionada</translation>
        </message>
        <message>
            <source>Play from the selected sentence</source>
            <translation>Reproducir desde la frase seleccionada</translation>
        </message>
        <message>
            <source>Export all sentences, in one file or several</source>
            <translation>Exportar todas las frases, en uno o varios archivos</translation>
        </message>
        <message>
            <source>Export the sentences</source>
            <translation>Exportar las frases</translation>
        </message>
        <message numerus="yes">
            <source>{count} lost</source>
            <translation>
                <numerusform>{count} perdida</numerusform>
                <numerusform>{count} perdidas</numerusform>
            </translation>
        </message>
        <message>
            <source>Play from here</source>
            <translation>Reproducir desde aquí</translation>
        </message>
        <message>
            <source>Say again</source>
            <translation>Decir de nuevo</translation>
        </message>
        <message>
            <source>Change the text</source>
            <translation>Cambiar el texto</translation>
        </message>
        <message>
            <source>Pause after it…</source>
            <translation>Silencio después…</translation>
        </message>
        <message>
            <source>Unstar the take</source>
            <translation>Quitar el destacado de la toma</translation>
        </message>
        <message>
            <source>Star the take</source>
            <translation>Destacar la toma</translation>
        </message>
        <message>
            <source>Take {number}: {voice}, seed {seed}{about}</source>
            <translation>Toma {number}: {voice}, semilla {seed}{about}</translation>
        </message>
        <message>
            <source>Seconds of silence:</source>
            <translation>Segundos de silencio:</translation>
        </message>
        <message>
            <source>Pause after the sentence</source>
            <translation>Silencio después de la frase</translation>
        </message>
        <message>
            <source>Dictionary</source>
            <translation>Diccionario</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Idioma</translation>
        </message>
        <message>
            <source>Words and their pronunciations</source>
            <translation>Palabras y sus pronunciaciones</translation>
        </message>
        <message>
            <source>Word</source>
            <translation>Palabra</translation>
        </message>
        <message>
            <source>Pronunciation</source>
            <translation>Pronunciación</translation>
        </message>
        <message>
            <source>New word</source>
            <translation>Palabra nueva</translation>
        </message>
        <message>
            <source>wɪn or noo-YEN</source>
            <translation>wɪn o noo-YEN</translation>
        </message>
        <message>
            <source>Its pronunciation</source>
            <translation>Su pronunciación</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>Añadir</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Quitar</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>Importar…</translation>
        </message>
        <message>
            <source>Export the dictionary</source>
            <translation>Exportar el diccionario</translation>
        </message>
        <message>
            <source>Import words</source>
            <translation>Importar palabras</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Nombre</translation>
        </message>
        <message>
            <source>Write who speaks, as in “Anna: Good morning.” or “[Anna] Good morning.”, and each name can be given a voice here.</source>
            <translation>Escriba quién habla, como en «Ana: Buenos días.» o «[Ana] Buenos días.», y aquí podrá dar una voz a cada nombre.</translation>
        </message>
        <message>
            <source>Use this cast</source>
            <translation>Usar este reparto</translation>
        </message>
        <message>
            <source>Voice of {name}</source>
            <translation>Voz de {name}</translation>
        </message>
        <message>
            <source>Open a script</source>
            <translation>Abrir un guion</translation>
        </message>
        <message>
            <source>{path} cannot be read as a script ({error}).</source>
            <translation>{path} no se puede leer como guion ({error}).</translation>
        </message>
        <message>
            <source>Export all sentences</source>
            <translation>Exportar todas las frases</translation>
        </message>
        <message>
            <source>New project</source>
            <translation>Proyecto nuevo</translation>
        </message>
        <message>
            <source>Rename the project</source>
            <translation>Cambiar el nombre del proyecto</translation>
        </message>
        <message>
            <source>Open a project</source>
            <translation>Abrir un proyecto</translation>
        </message>
        <message>
            <source>Projects (*{suffix})</source>
            <translation>Proyectos (*{suffix})</translation>
        </message>
        <message>
            <source>Save the project as one file</source>
            <translation>Guardar el proyecto como un solo archivo</translation>
        </message>
        <message>
            <source>This take was made by an older version, which kept no sentences; say it again to edit it.</source>
            <translation>Esta toma la hizo una versión anterior, que no guardaba las frases; vuelva a decirla para editarla.</translation>
        </message>
        <message>
            <source>Reading the text</source>
            <translation>Leyendo el texto</translation>
        </message>
        <message>
            <source>New…</source>
            <translation>Nuevo…</translation>
        </message>
        <message>
            <source>Rename…</source>
            <translation>Cambiar nombre…</translation>
        </message>
        <message>
            <source>Open a file…</source>
            <translation>Abrir un archivo…</translation>
        </message>
        <message>
            <source>Save as one file…</source>
            <translation>Guardar como un solo archivo…</translation>
        </message>
        <message>
            <source>Name:</source>
            <translation>Nombre:</translation>
        </message>
        <message numerus="yes">
            <source>Saved {count} takes in {folder}.</source>
            <translation>
                <numerusform>Se guardó {count} toma en {folder}.</numerusform>
                <numerusform>Se guardaron {count} tomas en {folder}.</numerusform>
            </translation>
        </message>
        <message>
            <source>First project</source>
            <translation>Primer proyecto</translation>
        </message>
        <message>
            <source>clone</source>
            <translation>clonar</translation>
        </message>
        <message>
            <source>American English</source>
            <translation>Inglés estadounidense</translation>
        </message>
        <message>
            <source>British English</source>
            <translation>Inglés británico</translation>
        </message>
        <message>
            <source>Spanish</source>
            <translation>Español</translation>
        </message>
        <message>
            <source>French</source>
            <translation>Francés</translation>
        </message>
        <message>
            <source>Italian</source>
            <translation>Italiano</translation>
        </message>
        <message>
            <source>Brazilian Portuguese</source>
            <translation>Portugués brasileño</translation>
        </message>
        <message>
            <source>Mandarin</source>
            <translation>Mandarín</translation>
        </message>
        <message>
            <source>German</source>
            <translation>Alemán</translation>
        </message>
        <message>
            <source>Hindi</source>
            <translation>Hindi</translation>
        </message>
        <message>
            <source>{name} (beta)</source>
            <translation>{name} (beta)</translation>
        </message>
        <message>
            <source>{language}: cannot be read</source>
            <translation>{language}: no se puede leer</translation>
        </message>
        <message>
            <source>Select a voice first.</source>
            <translation>Seleccione primero una voz.</translation>
        </message>
        <message>
            <source>For other programs: pactl load-module module-null-sink sink_name=voice, choose 'voice' as the output here and 'Monitor of voice' as their microphone.</source>
            <translation>Para otros programas: pactl load-module module-null-sink sink_name=voice; elija «voice» como salida aquí y «Monitor of voice» como micrófono en ellos.</translation>
        </message>
        <message>
            <source>For other programs: install BlackHole, choose it as the output here and as their microphone.</source>
            <translation>Para otros programas: instale BlackHole y elíjalo como salida aquí y como micrófono en ellos.</translation>
        </message>
        <message>
            <source>For other programs: install VB-CABLE, choose 'CABLE Input' as the output here and 'CABLE Output' as their microphone.</source>
            <translation>Para otros programas: instale VB-CABLE y elija «CABLE Input» como salida aquí y «CABLE Output» como micrófono en ellos.</translation>
        </message>
        <message>
            <source>off</source>
            <translation>apagado</translation>
        </message>
        <message>
            <source>Put on headphones, and go live as {name}.</source>
            <translation>Póngase auriculares y entre en directo como {name}.</translation>
        </message>
        <message>
            <source>starting …</source>
            <translation>iniciando …</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>en espera</translation>
        </message>
        <message>
            <source>● LIVE</source>
            <translation>● EN VIVO</translation>
        </message>
        <message>
            <source>● LIVE, muted</source>
            <translation>● EN VIVO, silenciado</translation>
        </message>
        <message>
            <source>{latency}, {lost}, {share:.0f} % of a core</source>
            <translation>{latency}, {lost}, {share:.0f} % de un núcleo</translation>
        </message>
        <message>
            <source>Or speak it yourself: record, or choose a recording.</source>
            <translation>O dígalo usted: grabe o elija una grabación.</translation>
        </message>
        <message>
            <source>Drop sound files here. A mark shows that the sound, or part of it, was made by this program or by one that marks with Perth. A file without a mark is not necessarily a recording: most programs leave none, and marks can be removed.</source>
            <translation>Suelte aquí archivos de sonido. Una marca encontrada significa que el sonido, o una parte de él, lo hizo este programa u otro que marca con Perth. Que no se encuentre ninguna no convierte un archivo en una grabación: la mayoría de los programas no deja marca, y las marcas se pueden quitar.</translation>
        </message>
        <message>
            <source>Sound files ({names})</source>
            <translation>Archivos de sonido ({names})</translation>
        </message>
        <message>
            <source>No mark found; its record says synthetic</source>
            <translation>No se encontró ninguna marca; su registro dice que es sintético</translation>
        </message>
        <message>
            <source>When</source>
            <translation>Cuándo</translation>
        </message>
        <message>
            <source>What</source>
            <translation>Qué</translation>
        </message>
        <message>
            <source>Consent</source>
            <translation>Consentimiento</translation>
        </message>
        <message>
            <source>made</source>
            <translation>hecha</translation>
        </message>
        <message>
            <source>exported</source>
            <translation>exportada</translation>
        </message>
        <message>
            <source>dragged out</source>
            <translation>arrastrada afuera</translation>
        </message>
        <message>
            <source>own voice</source>
            <translation>voz propia</translation>
        </message>
        <message>
            <source>its owner agreed</source>
            <translation>su dueño está de acuerdo</translation>
        </message>
        <message>
            <source>none needed</source>
            <translation>no hace falta</translation>
        </message>
        <message>
            <source>not stated</source>
            <translation>sin indicar</translation>
        </message>
        <message>
            <source>All voices</source>
            <translation>Todas las voces</translation>
        </message>
        <message>
            <source>The newest {most:,} are shown.</source>
            <translation>Se muestran las {most:,} más recientes.</translation>
        </message>
        <message>
            <source>They are kept in this library only, and remain when a take or a voice is deleted.</source>
            <translation>Se guardan solo en esta biblioteca, también cuando se elimina una toma o una voz.</translation>
        </message>
        <message numerus="yes">
            <source>{count:,} entries.</source>
            <translation>
                <numerusform>{count:,} entrada.</numerusform>
                <numerusform>{count:,} entradas.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>, {count} threads</source>
            <translation>
                <numerusform>, {count} hilo</numerusform>
                <numerusform>, {count} hilos</numerusform>
            </translation>
        </message>
        <message>
            <source>speaker encoder</source>
            <translation>codificador de hablantes</translation>
        </message>
        <message>
            <source>synthesizer</source>
            <translation>sintetizador</translation>
        </message>
        <message>
            <source>vocoder</source>
            <translation>vocoder</translation>
        </message>
        <message>
            <source>second speaker encoder</source>
            <translation>segundo codificador de hablantes</translation>
        </message>
        <message>
            <source>warming up</source>
            <translation>calentamiento</translation>
        </message>
        <message>
            <source>ready</source>
            <translation>listo</translation>
        </message>
        <message>
            <source>adapting</source>
            <translation>adaptación</translation>
        </message>
        <message>
            <source>table</source>
            <translation>tabla</translation>
        </message>
        <message>
            <source>principal components</source>
            <translation>componentes principales</translation>
        </message>
        <message>
            <source>nearest neighbours</source>
            <translation>vecinos más próximos</translation>
        </message>
        <message>
            <source>arranging</source>
            <translation>disposición</translation>
        </message>
        <message>
            <source>similarities</source>
            <translation>semejanzas</translation>
        </message>
        <message>
            <source>silhouette</source>
            <translation>silueta</translation>
        </message>
        <message>
            <source>outliers</source>
            <translation>voces atípicas</translation>
        </message>
        <message>
            <source>clusters</source>
            <translation>grupos</translation>
        </message>
        <message>
            <source>listening</source>
            <translation>escucha</translation>
        </message>
        <message>
            <source>Clone a text and select one of its sentences to edit it here.</source>
            <translation>Clone un texto y elija una de sus frases: aquí podrá trabajarla.</translation>
        </message>
        <message>
            <source>Drag a word up or down, or a boundary sideways (with Shift, what follows moves along); the strip under the picture is loudness. Keys: arrows choose a word and move its pitch, with Ctrl its loudness; + and − change its length, Return its pronunciation; Delete resets it.</source>
            <translation>Arrastre una palabra hacia arriba o abajo, o un límite hacia los lados (con Mayús se desplaza también lo que sigue); la franja bajo la imagen es el volumen. Teclas: las flechas eligen una palabra y mueven su tono, con Ctrl su volumen, + y − su duración, Intro su pronunciación y Supr la deja como estaba.</translation>
        </message>
        <message>
            <source>move a boundary</source>
            <translation>mover un límite</translation>
        </message>
        <message>
            <source>move the pitch of a word</source>
            <translation>mover el tono de una palabra</translation>
        </message>
        <message>
            <source>change the loudness of a word</source>
            <translation>cambiar el volumen de una palabra</translation>
        </message>
        <message>
            <source>'{spoken}' is a guess: {phonemes}. To correct it, click it in the editor or write {{{spoken}|noo-YEN}}.</source>
            <translation>«{spoken}» es una conjetura: {phonemes}. Haga clic en la palabra en el editor, o escriba {{{spoken}|noo-YEN}}, para que se diga bien.</translation>
        </message>
        <message>
            <source>primary stress</source>
            <translation>acento principal</translation>
        </message>
        <message>
            <source>secondary stress</source>
            <translation>acento secundario</translation>
        </message>
        <message>
            <source>Written</source>
            <translation>Escrito</translation>
        </message>
        <message>
            <source>Said</source>
            <translation>Se dice</translation>
        </message>
        <message>
            <source>Phonemes</source>
            <translation>Fonemas</translation>
        </message>
        <message>
            <source>Rule</source>
            <translation>Regla</translation>
        </message>
        <message>
            <source>From</source>
            <translation>De</translation>
        </message>
        <message>
            <source>your dictionary</source>
            <translation>su diccionario</translation>
        </message>
        <message>
            <source>a mark in the text</source>
            <translation>una marca del texto</translation>
        </message>
        <message>
            <source>Sentence</source>
            <translation>Frase</translation>
        </message>
        <message>
            <source>Take</source>
            <translation>Toma</translation>
        </message>
        <message numerus="yes">
            <source>Say {count} again</source>
            <translation>
                <numerusform>Decirla de nuevo</numerusform>
                <numerusform>Decir {count} de nuevo</numerusform>
            </translation>
        </message>
        <message>
            <source>edited</source>
            <translation>editada</translation>
        </message>
        <message>
            <source>Scripts and subtitles (*.txt *.md *.srt *.vtt)</source>
            <translation>Guiones y subtítulos (*.txt *.md *.srt *.vtt)</translation>
        </message>
        <message>
            <source>'{word}' is now in the dictionary.</source>
            <translation>«{word}» ya está en el diccionario.</translation>
        </message>
        <message>
            <source>order</source>
            <translation>orden</translation>
        </message>
        <message>
            <source>female</source>
            <translation>mujer</translation>
        </message>
        <message>
            <source>male</source>
            <translation>hombre</translation>
        </message>
        <message>
            <source>sample</source>
            <translation>muestra</translation>
        </message>
        <message>
            <source>parallel synthesizer, harmonic vocoder</source>
            <translation>sintetizador paralelo, vocoder armónico</translation>
        </message>
        <message>
            <source>parallel synthesizer, Griffin-Lim</source>
            <translation>sintetizador paralelo, Griffin-Lim</translation>
        </message>
        <message>
            <source>parallel synthesizer, WaveNet</source>
            <translation>sintetizador paralelo, WaveNet</translation>
        </message>
        <message>
            <source>cluster {number}</source>
            <translation>grupo {number}</translation>
        </message>
        <message>
            <source>{first} and {second}</source>
            <translation>{first} y {second}</translation>
        </message>
        <message>
            <source>known speaker</source>
            <translation>hablante conocido</translation>
        </message>
        <message>
            <source>take</source>
            <translation>toma</translation>
        </message>
        <message>
            <source>Preparing the sentence</source>
            <translation>Preparando la frase</translation>
        </message>
        <message>
            <source>Liveliness, from calm to lively</source>
            <translation>Viveza, de tranquila a animada</translation>
        </message>
        <message>
            <source>From calm to lively; the middle is the person's own way of speaking</source>
            <translation>De tranquila a animada; en el centro está la manera de hablar de la persona</translation>
        </message>
        <message>
            <source>Liveliness</source>
            <translation>Viveza</translation>
        </message>
        <message>
            <source>Say it again</source>
            <translation>Decirlo otra vez</translation>
        </message>
        <message>
            <source>The program has now adapted to {name}: say it again for a closer likeness.</source>
            <translation>El programa ya se ha adaptado a {name}: si se repite, sonará más parecido.</translation>
        </message>
        <message>
            <source>Select the recordings of one person on the left first.</source>
            <translation>Seleccione primero, a la izquierda, las grabaciones de una persona.</translation>
        </message>
        <message>
            <source>{name}, learnt in minutes</source>
            <translation>{name}, aprendida en minutos</translation>
        </message>
        <message>
            <source>Learning {name}</source>
            <translation>Aprendiendo a {name}</translation>
        </message>
        <message>
            <source>These {seconds:.0f} s of speech make {name} no closer than the first seconds did, so nothing was added.</source>
            <translation>Con estos {seconds:.0f} s de habla, {name} no suena más parecida que con los primeros segundos, así que no se ha añadido nada.</translation>
        </message>
        <message>
            <source>learnt from {seconds:.0f} s of {name}</source>
            <translation>aprendida de {seconds:.0f} s de {name}</translation>
        </message>
        <message>
            <source>add {name}</source>
            <translation>añadir {name}</translation>
        </message>
        <message>
            <source>{name} was added: {nearer:.0f} % closer to held-out recordings. Compare both, and keep the one you prefer.</source>
            <translation>Se ha añadido {name}: un {nearer:.0f} % más cerca de las grabaciones reservadas. Compare ambas y quédese con la que prefiera.</translation>
        </message>
        <message>
            <source>Learn from minutes</source>
            <translation>Aprender de varios minutos</translation>
        </message>
        <message>
            <source>finding the words</source>
            <translation>buscando las palabras</translation>
        </message>
        <message>
            <source>spoken live</source>
            <translation>hablado en directo</translation>
        </message>
        <message>
            <source>learning</source>
            <translation>aprendiendo</translation>
        </message>
        <message>
            <source>Saying the subtitles</source>
            <translation>Diciendo los subtítulos</translation>
        </message>
        <message>
            <source>say subtitles</source>
            <translation>decir subtítulos</translation>
        </message>
        <message numerus="yes">
            <source>{count} subtitles do not fit their time even when spoken faster; shorten them.</source>
            <translation>
                <numerusform>{count} subtítulo dura más que su tiempo, incluso dicho más deprisa; acórtelo.</numerusform>
                <numerusform>{count} subtítulos duran más que su tiempo, incluso dichos más deprisa; acórtelos.</numerusform>
            </translation>
        </message>
        <message>
            <source>One file</source>
            <translation>Un archivo</translation>
        </message>
        <message>
            <source>One file per line</source>
            <translation>Un archivo por línea</translation>
        </message>
        <message>
            <source>One stem per voice, each as long as the whole</source>
            <translation>Una pista por voz, todas tan largas como el conjunto</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>Archivos</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Formato</translation>
        </message>
        <message>
            <source>Pattern of the file names</source>
            <translation>Patrón de los nombres</translation>
        </message>
        <message>
            <source>Names of the files of the lines: {fields} in braces, with any text between them</source>
            <translation>Los nombres de los archivos por línea: {fields} entre llaves, y cualquier texto entre ellos</translation>
        </message>
        <message>
            <source>Subtitles</source>
            <translation>Subtítulos</translation>
        </message>
        <message>
            <source>Choose a folder…</source>
            <translation>Elegir carpeta…</translation>
        </message>
        <message>
            <source>Names</source>
            <translation>Nombres</translation>
        </message>
        <message>
            <source>Folder for the files</source>
            <translation>Carpeta para los archivos</translation>
        </message>
        <message>
            <source>Language of {name}</source>
            <translation>Idioma de {name}</translation>
        </message>
        <message numerus="yes">
            <source>Saved {count} files in {folder}.</source>
            <translation>
                <numerusform>Se guardó {count} archivo en {folder}.</numerusform>
                <numerusform>Se guardaron {count} archivos en {folder}.</numerusform>
            </translation>
        </message>
        <message>
            <source>Who speaks when</source>
            <translation>Quién habla y cuándo</translation>
        </message>
        <message>
            <source>Click a person to use their voice; drag to correct who speaks; right-click to name</source>
            <translation>Clic en una persona para usar su voz; arrastrar para corregir quién habla; botón derecho para darle nombre</translation>
        </message>
        <message>
            <source>{person}, {seconds:.0f} s</source>
            <translation>{person}, {seconds:.0f} s</translation>
        </message>
        <message>
            <source>Use the voice of {person} (right-click to name)</source>
            <translation>Usar la voz de {person} (botón derecho: nombre)</translation>
        </message>
        <message>
            <source>Use the voice of {person}</source>
            <translation>Usar la voz de {person}</translation>
        </message>
        <message>
            <source>Use this voice</source>
            <translation>Usar esta voz</translation>
        </message>
        <message>
            <source>Name …</source>
            <translation>Nombre…</translation>
        </message>
        <message>
            <source>Who is {person}?</source>
            <translation>¿Quién es {person}?</translation>
        </message>
        <message>
            <source>{amount:.0f} more seconds of speech would help most.</source>
            <translation>Lo que más ayudaría: {amount:.0f} segundos más de habla.</translation>
        </message>
        <message>
            <source>It is too loud and clips; turn the microphone down.</source>
            <translation>Suena demasiado fuerte y se recorta; baje el volumen del micrófono.</translation>
        </message>
        <message>
            <source>Music can be heard; record without it, or clean the recording.</source>
            <translation>Suena música; grabe sin ella o limpie la grabación.</translation>
        </message>
        <message>
            <source>It is noisy; move closer to the microphone, or clean the recording.</source>
            <translation>Hay ruido; acérquese al micrófono o limpie la grabación.</translation>
        </message>
        <message>
            <source>The room echoes; move closer to the microphone, or clean the recording.</source>
            <translation>La sala tiene eco; acérquese al micrófono o limpie la grabación.</translation>
        </message>
        <message>
            <source>High frequencies are missing, as on a telephone; another microphone would help.</source>
            <translation>Faltan las frecuencias altas, como por teléfono; otro micrófono ayudaría.</translation>
        </message>
        <message>
            <source>It is a good reference.</source>
            <translation>Es una buena referencia.</translation>
        </message>
        <message>
            <source>{speech:.0f} s of speech, noise {snr:.0f} dB below it, reverberation {t60:.1f} s, bandwidth {band:.0f} kHz</source>
            <translation>{speech:.0f} s de habla, ruido {snr:.0f} dB por debajo, reverberación de {t60:.1f} s, ancho de banda de {band:.0f} kHz</translation>
        </message>
        <message>
            <source>Quality of the reference</source>
            <translation>Calidad de la referencia</translation>
        </message>
        <message>
            <source>Clean</source>
            <translation>Limpiar</translation>
        </message>
        <message>
            <source>Remove noise, echo and music; the original is kept</source>
            <translation>Quitar ruido, eco y música; la grabación original se conserva</translation>
        </message>
        <message>
            <source>Clean the recording</source>
            <translation>Limpiar la grabación</translation>
        </message>
        <message>
            <source>Before/after</source>
            <translation>Antes/después</translation>
        </message>
        <message>
            <source>Show the recording before or after it was cleaned</source>
            <translation>Mostrar la grabación antes o después de limpiarla</translation>
        </message>
        <message>
            <source>Dividing {name} by person</source>
            <translation>Separando {name} por personas</translation>
        </message>
        <message>
            <source>Cleaning {speaker}</source>
            <translation>Limpiando {speaker}</translation>
        </message>
        <message>
            <source>Finding out who speaks in {speaker}</source>
            <translation>Averiguando quién habla en {speaker}</translation>
        </message>
        <message>
            <source>cleaned</source>
            <translation>limpiada</translation>
        </message>
        <message>
            <source>Add a folder of recordings, divided by person</source>
            <translation>Añadir una carpeta de grabaciones, separadas por persona</translation>
        </message>
        <message>
            <source>Add folder, divided by person…</source>
            <translation>Añadir carpeta, separada por personas…</translation>
        </message>
        <message>
            <source>This is asked once per voice.</source>
            <translation>Se pregunta una sola vez por cada voz.</translation>
        </message>
        <message>
            <source>Whose voice is '{name}'?</source>
            <translation>¿De quién es la voz «{name}»?</translation>
        </message>
        <message>
            <source>in your library</source>
            <translation>en su biblioteca</translation>
        </message>
        <message>
            <source>without a recording</source>
            <translation>sin grabación</translation>
        </message>
        <message>
            <source>{rate} × faster than real time</source>
            <translation>{rate} × más rápido que el tiempo real</translation>
        </message>
        <message>
            <source>Your project is open in another window ({who}); a new one was started in this window.</source>
            <translation>Su proyecto está abierto en otra ventana ({who}); en esta se ha empezado otro.</translation>
        </message>
        <message>
            <source>This project is open in another window ({who}); close it there first.</source>
            <translation>Este proyecto está abierto en otra ventana ({who}); ciérrelo allí primero.</translation>
        </message>
        <message>
            <source>It has not been stated yet whose voice '{name}' is; select it and press Clone once.</source>
            <translation>Aún no se ha dicho de quién es la voz «{name}»; selecciónela y pulse Clonar una vez.</translation>
        </message>
        <message numerus="yes">
            <source>delete {count} takes</source>
            <translation>
                <numerusform>borrar toma</numerusform>
                <numerusform>borrar {count} tomas</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count} takes were deleted.</source>
            <translation>
                <numerusform>Se borró la toma.</numerusform>
                <numerusform>Se borraron {count} tomas.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>star {count} takes</source>
            <translation>
                <numerusform>destacar una toma</numerusform>
                <numerusform>destacar {count} tomas</numerusform>
            </translation>
        </message>
        <message>
            <source>typing</source>
            <translation>escritura</translation>
        </message>
        <message>
            <source>delete text</source>
            <translation>borrar texto</translation>
        </message>
        <message>
            <source>add a word to the dictionary</source>
            <translation>añadir una palabra al diccionario</translation>
        </message>
        <message numerus="yes">
            <source>{count} takes</source>
            <translation>
                <numerusform>1 toma</numerusform>
                <numerusform>{count} tomas</numerusform>
            </translation>
        </message>
        <message>
            <source>use a take's settings</source>
            <translation>usar los ajustes de una toma</translation>
        </message>
        <message>
            <source>open a script</source>
            <translation>abrir un guion</translation>
        </message>
        <message>
            <source>Keeping {speaker} alone</source>
            <translation>Dejando solo a {speaker}</translation>
        </message>
        <message>
            <source>similarity</source>
            <translation>similitud</translation>
        </message>
        <message>
            <source>Write it again</source>
            <translation>Escribirlo de nuevo</translation>
        </message>
        <message>
            <source>No take matches '{words}'. Esc clears the search.</source>
            <translation>Ninguna toma coincide con «{words}». Esc borra la búsqueda.</translation>
        </message>
        <message>
            <source>Something that was made here could not be written.</source>
            <translation>Algo que se hizo aquí no se pudo escribir.</translation>
        </message>
        <message>
            <source>Make room for it and write it again, or close and lose it?</source>
            <translation>¿Hacer sitio y escribirlo de nuevo, o cerrar y perderlo?</translation>
        </message>
        <message>
            <source>Close and lose it</source>
            <translation>Cerrar y perderlo</translation>
        </message>
        <message>
            <source>{rtf:.1f} × slower than real time</source>
            <translation>{rtf:.1f} × más lento que el tiempo real</translation>
        </message>
        <message>
            <source>in real time</source>
            <translation>en tiempo real</translation>
        </message>
        <message>
            <source>Measuring the quality</source>
            <translation>Midiendo la calidad</translation>
        </message>
    </context>
</TS>
