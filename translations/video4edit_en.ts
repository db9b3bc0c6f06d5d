<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>Teaching</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At least %n pairs are needed.</source>
        <translation>
            <numerusform>At least %n pair is needed.</numerusform>
            <numerusform>At least %n pairs are needed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s) are kept apart, to show you how well it learned.</source>
        <translation>
            <numerusform>%n pair is kept apart, to show you how well it learned.</numerusform>
            <numerusform>%n pairs are kept apart, to show you how well it learned.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %n pair(s) that it had not seen, the model&apos;s edit is %1 near to yours; the photo as it was is %2 near (more is nearer).</source>
        <translation>
            <numerusform>On %n pair that it had not seen, the model&apos;s edit is %1 near to yours; the photo as it was is %2 near (more is nearer).</numerusform>
            <numerusform>On %n pairs that it had not seen, the model&apos;s edit is %1 near to yours; the photo as it was is %2 near (more is nearer).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s) could not be used: %1</source>
        <translation>
            <numerusform>%n pair could not be used: %1</numerusform>
            <numerusform>%n pairs could not be used: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n pair</numerusform>
            <numerusform>%n pairs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::EditSession</name>
    <message numerus="yes">
        <source>Try with %n frame(s)</source>
        <translation>
            <numerusform>Try with %n frame</numerusform>
            <numerusform>Try with %n frames</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::GatherPage</name>
    <message numerus="yes">
        <source>%n more pair(s) needed; ten to fifty are better.</source>
        <translation>
            <numerusform>%n more pair needed; ten to fifty are better.</numerusform>
            <numerusform>%n more pairs needed; ten to fifty are better.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::GenerateBox</name>
    <message numerus="yes">
        <source>Make %n edit(s)</source>
        <translation>
            <numerusform>Make %n edit</numerusform>
            <numerusform>Make %n edits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::LearnPage</name>
    <message numerus="yes">
        <source>%1 learns “%2” from %n pair(s)</source>
        <translation>
            <numerusform>%1 learns “%2” from %n pair</numerusform>
            <numerusform>%1 learns “%2” from %n pairs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueItemDialog</name>
    <message numerus="yes">
        <source>Change %n photo(s) of the queue</source>
        <translation>
            <numerusform>Change %n photo of the queue</numerusform>
            <numerusform>Change %n photos of the queue</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueuePanel</name>
    <message numerus="yes">
        <source>%n photo(s) edited.</source>
        <translation>
            <numerusform>%n photo edited.</numerusform>
            <numerusform>%n photos edited.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed:</source>
        <translation>
            <numerusform>%n failed:</numerusform>
            <numerusform>%n failed:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) added.</source>
        <translation>
            <numerusform>%n photo added.</numerusform>
            <numerusform>%n photos added.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) left out:</source>
        <translation>
            <numerusform>%n file left out:</numerusform>
            <numerusform>%n files left out:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n done</numerusform>
            <numerusform>%n done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left</source>
        <translation>
            <numerusform>%n left</numerusform>
            <numerusform>%n left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Edit %n photo(s)</source>
        <translation>
            <numerusform>Edit %n photo</numerusform>
            <numerusform>Edit %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n edit(s) were interrupted.</source>
        <translation>
            <numerusform>%n edit was interrupted.</numerusform>
            <numerusform>%n edits were interrupted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) left from last time.</source>
        <translation>
            <numerusform>%n photo left from last time.</numerusform>
            <numerusform>%n photos left from last time.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::SuggestionChips</name>
    <message numerus="yes">
        <source>%n more…</source>
        <translation>
            <numerusform>%n more…</numerusform>
            <numerusform>%n more…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::MaskWorkspace</name>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n region</numerusform>
            <numerusform>%n regions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::LookWorkspace</name>
    <message numerus="yes">
        <source>Saved as a look of %n step(s): %1</source>
        <translation>
            <numerusform>Saved as a look of %n step: %1</numerusform>
            <numerusform>Saved as a look of %n steps: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueLookTexts</name>
    <message numerus="yes">
        <source>Look: %1 – %n step(s)</source>
        <translation>
            <numerusform>Look: %1 – %n step</numerusform>
            <numerusform>Look: %1 – %n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::LoraTexts</name>
    <message numerus="yes">
        <source>%n of its parts belong(s) to no layer of this model.</source>
        <translation>
            <numerusform>%n of its parts belongs to no layer of this model.</numerusform>
            <numerusform>%n of its parts belong to no layer of this model.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::SpeedSwitch</name>
    <message numerus="yes">
        <source>fast: %n step(s)</source>
        <translation>
            <numerusform>fast: %n step</numerusform>
            <numerusform>fast: %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Made for %n step(s) without guidance; as it is set now, the picture burns.</source>
        <translation>
            <numerusform>Made for %n step without guidance; as it is set now, the picture burns.</numerusform>
            <numerusform>Made for %n steps without guidance; as it is set now, the picture burns.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::VariantText</name>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s)</source>
        <translation>
            <numerusform>%n frame</numerusform>
            <numerusform>%n frames</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reasoning step(s)</source>
        <translation>
            <numerusform>%n reasoning step</numerusform>
            <numerusform>%n reasoning steps</numerusform>
        </translation>
    </message>
</context>
</TS>
