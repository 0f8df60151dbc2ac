"""What invented people are made of: common names, streets, cities by state, real area codes.

Pure data. The order counts: the same seed gives the same class only while these lists stand.
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words("""
    James Mary Michael Patricia Robert Jennifer John Linda David Elizabeth William Barbara Richard
    Susan Joseph Jessica Thomas Karen Christopher Sarah Charles Lisa Daniel Nancy Matthew Sandra
    Anthony Ashley Mark Emily Steven Kimberly Donald Betty Andrew Margaret Joshua Donna Paul
    Michelle Kenneth Carol Kevin Amanda Brian Melissa Timothy Deborah Ronald Stephanie Jason
    Rebecca George Sharon Edward Laura Jeffrey Cynthia Ryan Amy Jacob Kathleen Nicholas Angela Gary
    Dorothy Eric Shirley Jonathan Emma Stephen Brenda Larry Nicole Justin Pamela Scott Samantha
    Brandon Anna Benjamin Katherine Samuel Christine Gregory Debra Alexander Rachel Patrick Olivia
    Frank Carolyn Raymond Maria Jack Janet Dennis Heather Jerry Diane Tyler Catherine Aaron Julie
    Jose Victoria Adam Helen Nathan Joyce Henry Lauren Zachary Kelly Douglas Christina Peter Joan
    Kyle Judith Noah Ava Ethan Mia Jeremy Isabella Christian Sophia Walter Abigail Keith Madison
    Austin Grace Roger Hannah Terry Chloe Sean Natalie Gerald Zoë Carl Leah Dylan Renée Harold
    Aaliyah Jordan Jesse Bryan Gabriel Logan Luis José Juan Jesús Ángel Carlos Miguel Andrés
    Sofía Lucía Camila Valentina Ximena Guadalupe Inés Mónica Verónica Beatriz Elías Matías Tomás
    Wei Mei Ling Hiroshi Yuki Min-jun Ji-woo Priya Arjun Rahul Ananya Fatima Omar Aisha Yusuf Amir
    Layla Tyrone Jamal Keisha Latoya Darnell Imani Malik Björn Søren Chloé André François Mary-Kate
    Jean-Luc Anne-Marie D'Angelo Ta'Niyah Oluwaseun Chidi Amara Kwame Nia Tuan Linh Thu Kiri
""")

LAST_NAMES = _words("""
    Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez
    Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris
    Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill
    Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips
    Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers
    Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson
    Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders
    Patel Myers Long Ross Foster Jimenez Powell Jenkins Perry Russell Sullivan Bell Coleman Butler
    Henderson Barnes Gonzales Fisher Vasquez Simmons Graham Murray Ford Castro Marshall Owens
    Harrison Fernandez McDonald Woods Washington Kennedy Wells Vargas Henry Freeman Webb Tucker
    Guzman Burns Crawford Olson Simpson Porter Hunter Gordon Mendez Silva Shaw Snyder Mason Dixon
    Muñoz Hunt Hicks Holmes Palmer Wagner Black Robertson Boyd Rose Stone Salazar Fox Warren Mills
    Meyer Rice Schmidt Garza Daniels Ferguson Nichols Stephens Soto Weaver Ryan Gardner Payne Grant
    Dunn Kelley Spencer Hawkins Arnold Pierce Hansen Peters Santos Hart Bradley Knight Núñez Peña
    Ibáñez Zúñiga O'Brien O'Connor O'Neill D'Souza McCarthy MacDonald Smith-Jones García-López
    Taylor-Brown Saint-Clair Müller Schröder Lefèvre Dvořák Kowalski Nowak Wójcik Østergaard
    Lindström Chen Wang Zhang Liu Yang Tran Pham Singh Khan Ali Hussain Okafor Adeyemi Mensah
    Yazzie Begay Kealoha Nakamura Tanaka Suzuki Park Choi
""")

STREETS = _words("""
    Main Oak Maple Cedar Elm Washington Lake Hill Park Pine Walnut Spring North Ridge Church Willow
    Mill Sunset Railroad Jackson Lincoln Cherry River Franklin Highland Johnson Meadow Forest Center
    Jefferson Chestnut Dogwood Hickory Adams Birch Prospect Madison Grove College Valley Liberty
    Harrison Poplar Locust Spruce Monroe Fairview Cypress Magnolia Juniper
""")

STREET_KINDS = _words("St Ave Rd Dr Ln Ct Blvd Way Pl Ter")

# Weight in thousandths of the population, then cities with the first three digits of a ZIP code.
PLACES = """
    AL 15 Birmingham 352 Mobile 366 Huntsville 358
    AK 2 Anchorage 995 Fairbanks 997
    AZ 22 Phoenix 850 Tucson 857 Mesa 852
    AR 9 Little_Rock 722 Fayetteville 727
    CA 117 Los_Angeles 900 San_Diego 921 San_José 951 Fresno 937 Sacramento 958 Oakland 946
    CO 17 Denver 802 Aurora 800 Colorado_Springs 809
    CT 11 Hartford 061 New_Haven 065
    DE 3 Wilmington 198 Dover 199
    DC 2 Washington 200
    FL 66 Miami 331 Orlando 328 Tampa 336 Jacksonville 322
    GA 32 Atlanta 303 Savannah 314 Augusta 309
    HI 4 Honolulu 968 Hilo 967
    ID 6 Boise 837 Idaho_Falls 834
    IL 38 Chicago 606 Springfield 627 Rockford 611 Peoria 616 Naperville 605
    IN 20 Indianapolis 462 Fort_Wayne 468 Evansville 477
    IA 10 Des_Moines 503 Cedar_Rapids 524
    KS 9 Wichita 672 Topeka 666
    KY 13 Louisville 402 Lexington 405
    LA 14 New_Orleans 701 Baton_Rouge 708
    ME 4 Portland 041 Bangor 044
    MD 18 Baltimore 212 Rockville 208
    MA 21 Boston 021 Worcester 016 Springfield 011
    MI 30 Detroit 482 Grand_Rapids 495 Lansing 489
    MN 17 Minneapolis 554 Saint_Paul 551 Duluth 558
    MS 9 Jackson 392 Gulfport 395
    MO 18 Kansas_City 641 St._Louis 631 Columbia 652
    MT 3 Billings 591 Missoula 598
    NE 6 Omaha 681 Lincoln 685
    NV 9 Las_Vegas 891 Reno 895
    NH 4 Manchester 031 Concord 033
    NJ 28 Newark 071 Trenton 086 Jersey_City 073
    NM 6 Albuquerque 871 Santa_Fe 875
    NY 58 New_York 100 Brooklyn 112 Buffalo 142 Albany 122 Bronx 104
    NC 32 Charlotte 282 Raleigh 276 Winston-Salem 271
    ND 2 Fargo 581 Bismarck 585
    OH 35 Columbus 432 Cleveland 441 Cincinnati 452 Toledo 436
    OK 12 Oklahoma_City 731 Tulsa 741
    OR 13 Portland 972 Eugene 974
    PA 38 Philadelphia 191 Pittsburgh 152 Harrisburg 171
    RI 3 Providence 029 Newport 028
    SC 16 Charleston 294 Columbia 292
    SD 3 Sioux_Falls 571 Rapid_City 577
    TN 21 Memphis 381 Nashville 372 Knoxville 379
    TX 90 Houston 770 Dallas 752 San_Antonio 782 Austin 787 El_Paso 799
    UT 10 Salt_Lake_City 841 Provo 846
    VT 2 Burlington 054 Montpelier 056
    VA 26 Richmond 232 Norfolk 235 Arlington 222
    WA 23 Seattle 981 Spokane 992 Tacoma 984
    WV 5 Charleston 253 Huntington 257
    WI 18 Milwaukee 532 Madison 537 Green_Bay 543
    WY 2 Cheyenne 820 Casper 826
    PR 10 San_Juan 009 Ponce 007
"""

AREA_CODES = _words("""
    201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239
    240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312
    313 314 315 316 317 318 319 320 321 323 325 330 331 334 336 337 339 347 351 352 360 361 386 401
    402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424 425 432 434 435 440 443 469 478
    479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530 540 541 551 559
    561 562 563 567 570 571 573 574 580 585 586 601 602 603 605 606 607 608 609 610 612 614 615 616
    617 618 619 620 623 626 630 631 636 641 646 650 651 660 661 662 678 682 701 702 703 704 706 707
    708 712 713 714 715 716 717 718 719 720 724 727 731 732 734 740 757 760 763 765 770 772 773 774
    775 781 785 786 801 802 803 804 805 806 808 810 812 813 814 815 816 817 818 828 830 831 832 843
    845 847 848 850 856 857 858 859 860 862 863 864 865 870 901 903 904 906 907 908 909 910 912 913
    914 915 916 917 918 919 920 925 928 931 936 937 940 941 947 949 951 952 954 956 970 971 972 973
    978 979 980 985 989
""")

MAIL_DOMAINS = _words("""
    gmail.com gmail.com gmail.com gmail.com gmail.com yahoo.com yahoo.com hotmail.com outlook.com
    icloud.com aol.com comcast.net live.com msn.com verizon.net sbcglobal.net
""")  # as often as each is used
UNLISTED_DOMAIN = "proton.me"  # of addresses that no list has

NICKNAMES = _words("""
    dance beat star moon pixel lucky happy neon cosmic tiny royal sunny velvet echo ninja salsa
    coral disco mango lunar
""")
NOUNS = _words("""
    queen king cat fox wave rider girl boy loops vibes mixer tapper chef runner panda tiger dream
    story steps jam
""")
