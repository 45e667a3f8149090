import { SunMoon } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../ui/Button.tsx';
import { Menu, MenuChoice, MenuLabel } from '../ui/Menu.tsx';
import { chooseTheme, THEMES, themeChoice } from './theme.ts';

const WORDS = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function ThemeMenu() {
  const [chosen, setChosen] = useState(themeChoice);
  return (
    <Menu
      trigger={
        <IconButton label="Theme">
          <SunMoon size={15} aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuLabel>Theme</MenuLabel>
      {THEMES.map((theme) => (
        <MenuChoice
          key={theme}
          chosen={theme === chosen}
          onSelect={() => {
            chooseTheme(theme);
            setChosen(theme);
          }}
        >
          {WORDS[theme]}
        </MenuChoice>
      ))}
    </Menu>
  );
}
